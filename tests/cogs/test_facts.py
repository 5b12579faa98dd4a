"""`/film /cast /director /release /fact` as members use them."""

from tests.conftest import House, text_of


async def test_the_cast_comes_with_characters_and_a_source(house: House) -> None:
    shown = await house.alice.slash(house.channel, "cast", film="ballerina")
    text = text_of(shown.response)
    assert "**Ana de Armas** · Eve Macarro" in text
    assert "ActioNewz" in text

