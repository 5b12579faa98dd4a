"""`/trivia` as members play it: rounds, answers, endings and scores."""

import asyncio

import discord
import pytest
import simcord

from bot.texts import escape
from cogs.trivia.cards import choice_label
from tests.conftest import House, text_of
from tests.presses import command, custom_ids, deliver, press

QUESTION = 21.5  # seconds from a question to its reveal: 20 to answer, 1.5 for late deliveries
REST = 11.5  # seconds from a question that comes again to its reveal: at least 10 are left to answer
PAUSE = 5  # seconds from a reveal to what follows


async def begin(house: House, **options: object) -> discord.Message:
    """Have alice start a round and return the first question's card."""
    shown = await house.alice.slash(house.channel, "trivia start", **options)
    assert shown.response is not None
    return shown.response.message


def newest(house: House) -> discord.Message:
    """The message that everybody sees last in the channel."""
    return house.channel.history(viewer=house.bob)[-1]


async def labels(house: House, card: discord.Message) -> tuple[str, list[str]]:
    """The label of the right choice on a question's card, and the others."""
    asked = await house.store.catalogue.questions("en_GB")
    [question] = [one for one in asked if escape(one.prompt) in text_of(card)]
    right = next(label for label in custom_ids(card) if label[2:] == question.answer)
    return right, [label for label in custom_ids(card) if label != right]


async def test_a_round_goes_from_the_command_over_the_reveal_to_the_podium(house: House) -> None:
    card = await begin(house, questions=1)
    assert "Question 1 of 1" in text_of(card)
    assert "Closes <t:" in text_of(card) and ":R>" in text_of(card)
    right, wrong = await labels(house, card)
    await house.alice.click(card, label=right)
    await house.bob.click(card, label=wrong[0])

    await house.later(QUESTION)
    reveal = text_of(newest(house))
    assert right[2:] in reveal
    assert f"✓ {house.alice.mention}" in reveal
    assert f"✗ {house.bob.mention} chose" in reveal
    assert reveal.splitlines()[-1].startswith("-# ")

    await house.later(PAUSE)
    podium = text_of(newest(house))
    assert "The round is over" in podium
    assert podium.index(house.alice.mention) < podium.index(house.bob.mention)


async def test_the_first_question_is_the_answer_to_the_command(house: House) -> None:
    shown = await house.alice.slash(house.channel, "trivia start")
    assert "Question 1 of 5" in text_of(shown.response)
    assert not shown.ephemeral


async def test_a_pick_is_acknowledged_privately_and_stays_hidden_until_the_reveal(house: House) -> None:
    card = await begin(house)
    pressed = await house.bob.click(card, label=next(iter(custom_ids(card))))
    assert pressed.ephemeral
    assert "Your answer: **A**" in text_of(pressed.response)
    assert all(house.bob.mention not in text for text in house.texts(viewer=house.alice))


async def test_a_second_pick_is_refused_and_the_first_counts(house: House) -> None:
    card = await begin(house)
    right, wrong = await labels(house, card)
    await house.bob.click(card, label=wrong[0])
    second = await house.bob.click(card, label=right)
    assert "answered this question already" in text_of(second.response)
    await house.later(QUESTION)
    assert f"✗ {house.bob.mention} chose" in text_of(newest(house))


async def test_pressing_all_four_buttons_at_once_stores_one(house: House) -> None:
    card = await begin(house)
    pressed = await deliver(house, *(press(house, house.bob, card, one) for one in custom_ids(card).values()))
    answers = [text_of(result.response) for result in pressed]
    assert sum("Your answer" in text for text in answers) == 1
    assert sum("answered this question already" in text for text in answers) == 3
    await house.later(QUESTION)
    assert text_of(newest(house)).count(f"{house.bob.mention} ") == 2  # the pick and the standing


async def test_a_press_before_the_deadline_that_arrives_after_it_counts(house: House) -> None:
    card = await begin(house)
    right, _ = await labels(house, card)
    await house.later(19)
    late = press(house, house.bob, card, custom_ids(card)[right])
    await house.later(2)
    [result] = await deliver(house, late)
    assert "Your answer" in text_of(result.response)
    await house.later(1)
    assert f"✓ {house.bob.mention} 19.0 s" in text_of(newest(house))


async def test_a_press_after_the_deadline_is_refused(house: House) -> None:
    card = await begin(house)
    await house.later(20.5)
    pressed = await house.bob.click(card, label=next(iter(custom_ids(card))))
    assert "This question is closed" in text_of(pressed.response)


async def test_a_closed_question_marks_the_right_choice_and_takes_no_more_presses(house: House) -> None:
    card = await begin(house)
    right, wrong = await labels(house, card)
    await house.later(QUESTION)
    closed = next(message for message in house.channel.history() if message.id == card.id)
    assert f"{right} ✓" in text_of(closed)
    with pytest.raises(simcord.SetupError, match="No matching component"):
        await house.bob.click(closed, custom_id=custom_ids(card)[wrong[0]])


async def test_the_source_of_an_answer_is_told_privately(house: House) -> None:
    card = await begin(house)
    right, _ = await labels(house, card)
    await house.later(QUESTION)
    told = await house.bob.click(newest(house), label="Source")
    assert told.ephemeral
    assert right[2:] in text_of(told.response)
    assert "\n-# " in text_of(told.response)


async def test_the_starter_may_stop_a_round_and_the_channel_is_free(house: House) -> None:
    await begin(house)
    stopped = await house.alice.slash(house.channel, "trivia stop")
    assert "The round was stopped." in text_of(stopped.response)
    assert "Question 1" in text_of(await begin(house))


async def test_a_member_with_manage_messages_may_stop_a_round(house: House) -> None:
    await begin(house)
    stopped = await house.admin.slash(house.channel, "trivia stop")
    assert "The round was stopped." in text_of(stopped.response)


async def test_nobody_else_may_stop_a_round(house: House) -> None:
    card = await begin(house)
    refused = await house.bob.slash(house.channel, "trivia stop")
    assert refused.ephemeral
    assert "**Manage Messages**" in text_of(refused.response)
    answered = await house.bob.click(card, label=next(iter(custom_ids(card))))
    assert "Your answer" in text_of(answered.response)


async def test_stopping_where_nothing_runs_is_refused(house: House) -> None:
    refused = await house.alice.slash(house.channel, "trivia stop")
    assert refused.ephemeral
    assert "No round is running" in text_of(refused.response)


async def test_the_points_of_a_stopped_round_stand_without_its_open_question(house: House) -> None:
    card = await begin(house)
    right, _ = await labels(house, card)
    await house.bob.click(card, label=right)
    await house.later(QUESTION + PAUSE)
    second = newest(house)
    await house.alice.click(second, label=(await labels(house, second))[0])
    stopped = await house.alice.slash(house.channel, "trivia stop")
    assert f"1\u2002{house.bob.mention} **150**" in text_of(stopped.response)
    assert f"{house.alice.mention} **0**" in text_of(stopped.response)


async def test_a_channel_has_one_round_and_a_second_start_gets_a_private_link_to_it(house: House) -> None:
    card = await begin(house)
    refused = await house.bob.slash(house.channel, "trivia start")
    assert refused.ephemeral
    assert f"https://discord.com/channels/{house.guild.id}/{house.channel.id}/{card.id}" in text_of(
        refused.response
    )


async def test_of_two_starts_at_once_one_begins_a_round(house: House) -> None:
    starts = [command(house, member, "trivia start") for member in (house.alice, house.bob)]
    first, second = await deliver(house, *starts)
    assert "Question 1 of 5" in text_of(first.response)
    assert second.ephemeral
    assert "This channel has a round already" in text_of(second.response)


async def test_two_channels_play_side_by_side(house: House) -> None:
    await begin(house, questions=1)
    other = house.guild.create_text_channel("cinema")
    shown = await house.bob.slash(other, "trivia start", questions=2)
    assert "Question 1 of 2" in text_of(shown.response)
    await house.later(QUESTION + PAUSE)
    assert "The round is over" in text_of(newest(house))
    assert "Question 2 of 2" in text_of(other.last_message)


async def test_two_questions_without_an_answer_end_a_round(house: House) -> None:
    await begin(house, questions=5)
    await house.later(2 * (QUESTION + PAUSE))
    podium = text_of(newest(house))
    assert "Nobody answered twice in a row" in podium
    assert "Nobody answered. Start again with /trivia start." in podium
    await begin(house)


async def test_one_answer_keeps_a_round_going(house: House) -> None:
    await begin(house, questions=4)
    await house.later(QUESTION + PAUSE)
    card = newest(house)
    await house.bob.click(card, label=next(iter(custom_ids(card))))
    await house.later(2 * (QUESTION + PAUSE))
    assert "Question 4 of 4" in text_of(newest(house))


async def test_after_a_restart_an_open_question_comes_again_and_answers_stay_counted(house: House) -> None:
    card = await begin(house, questions=1)
    right, wrong = await labels(house, card)
    await house.bob.click(card, label=right)
    await house.restart(away=30)

    again = newest(house)
    assert again.id != card.id
    assert "I was away for a moment; here it is again." in text_of(again)
    await house.alice.click(again, label=wrong[0])
    twice = await house.bob.click(again, label=right)
    assert "answered this question already" in text_of(twice.response)
    await house.later(REST)
    assert f"✓ {house.bob.mention}" in text_of(newest(house))
    assert f"✗ {house.alice.mention}" in text_of(newest(house))
    await house.later(PAUSE)
    assert "The round is over" in text_of(newest(house))


async def test_a_restart_between_two_questions_goes_on_with_the_next(house: House) -> None:
    card = await begin(house, questions=2)
    await house.bob.click(card, label=next(iter(custom_ids(card))))
    await house.later(QUESTION + 1)
    shown = len(house.texts(viewer=house.alice))
    await house.restart(away=60)
    assert len(house.texts(viewer=house.alice)) == shown
    await house.later(PAUSE)
    assert "Question 2 of 2" in text_of(newest(house))


async def test_a_round_that_was_away_for_too_long_is_closed_with_its_standing(house: House) -> None:
    card = await begin(house)
    right, _ = await labels(house, card)
    await house.bob.click(card, label=right)
    await house.later(QUESTION)
    await house.restart(away=600)
    assert "away for too long" in text_of(newest(house))
    assert f"{house.bob.mention} **150**" in text_of(newest(house))
    await begin(house)


async def test_a_channel_the_bot_can_no_longer_post_in_is_freed_once(house: House) -> None:
    await begin(house)
    house.env.inject_error("POST", "/webhooks/*", status=404, code=10015)
    house.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    await house.later(QUESTION)
    calls = len(house.env.http_requests)
    await house.later(120)
    assert len(house.env.http_requests) == calls
    assert "Question 1" in text_of(await begin(house))


@pytest.mark.parametrize("status", [401, 404, 500])
async def test_what_cannot_be_said_as_a_follow_up_is_said_with_the_bots_own_token(
    house: House, status: int
) -> None:
    await begin(house)
    house.env.inject_error("POST", "/webhooks/*", status=status)
    await house.later(QUESTION)
    assert "Nobody answered." in text_of(newest(house))
    assert house.env.http_requests[-2].path == f"/channels/{house.channel.id}/messages"


async def test_a_card_that_discord_could_not_take_does_not_stop_the_round(house: House) -> None:
    await begin(house)
    house.env.inject_error("POST", "/webhooks/*", status=500)
    house.env.inject_error("POST", "/channels/*/messages", status=500)
    await house.later(QUESTION)
    assert "Question 1 of 5 ·" in text_of(newest(house))
    await house.later(PAUSE)
    assert "Question 2" in text_of(newest(house))


async def test_a_question_that_a_moderator_deleted_does_not_end_the_round(house: House) -> None:
    card = await begin(house)
    await house.admin.delete(card)
    await house.later(QUESTION + PAUSE)
    assert "Question 2" in text_of(newest(house))


async def test_two_rings_at_once_move_a_round_once(house: House) -> None:
    await begin(house)
    await house.env.advance_time(QUESTION)
    with house.env.time_context():
        await asyncio.gather(house.bot.scheduler.ring(), house.bot.scheduler.ring())
    await house.env.settle()
    assert sum("Nobody answered." in text for text in house.texts()) == 1


async def test_a_full_channel_is_shown_in_short(house: House) -> None:
    card = await begin(house, questions=1)
    right, wrong = await labels(house, card)
    crowd = [house.guild.add_member(house.env.create_user(f"fan{n}")) for n in range(20)]
    picks = [
        press(house, fan, card, custom_ids(card)[right if n < 10 else wrong[0]])
        for n, fan in enumerate(crowd)
    ]
    results = await deliver(house, *picks)
    assert all("Your answer" in text_of(result.response) for result in results)
    await house.later(QUESTION)
    reveal = text_of(newest(house))
    assert "*and 2 more had it*" in reveal and "*and 2 more had not*" in reveal and "*and 12 more*" in reveal
    scores = text_of((await house.bob.slash(house.channel, "trivia scores")).response)
    assert scores.count("\n1\u2002<@") == 10  # equal points share the place
    assert scores.count("\n11\u2002<@") == 6
    assert "*and 4 more*" in scores


async def test_streaks_are_shown(house: House) -> None:
    card = await begin(house, questions=2)
    await house.bob.click(card, label=(await labels(house, card))[0])
    await house.later(QUESTION + PAUSE)
    card = newest(house)
    await house.bob.click(card, label=(await labels(house, card))[0])
    await house.later(QUESTION)
    assert "streak 2" in text_of(newest(house))


async def test_scores_add_up_over_rounds(house: House) -> None:
    for _ in range(2):
        card = await begin(house, questions=1)
        await house.bob.click(card, label=(await labels(house, card))[0])
        await house.later(QUESTION + PAUSE)
    scores = text_of((await house.alice.slash(house.channel, "trivia scores")).response)
    assert f"1\u2002{house.bob.mention} **300** · 2 of 2 right" in scores


async def test_scores_of_a_server_that_has_not_played_say_so(house: House) -> None:
    scores = await house.alice.slash(house.channel, "trivia scores")
    assert "Nobody has answered here yet." in text_of(scores.response)


async def test_no_question_comes_again_before_the_others_were_asked(house: House) -> None:
    for _ in range(20):
        await begin(house, questions=1)
        await house.alice.slash(house.channel, "trivia stop")
    prompts = [text.splitlines()[1] for text in house.texts() if text.startswith("-# Question")]
    assert len(set(prompts)) == 20


async def test_trivia_is_played_in_its_channel_only(house: House) -> None:
    place = house.guild.create_text_channel("trivia")
    await house.admin.slash(house.channel, "settings trivia-channel", channel=place)
    refused = await house.alice.slash(house.channel, "trivia start")
    assert refused.ephemeral
    assert f"Trivia is played in {place.mention}" in text_of(refused.response)
    shown = await house.alice.slash(place, "trivia start")
    assert "Question 1" in text_of(shown.response)


async def test_a_channel_the_bot_cannot_write_in_is_refused_with_the_permission(house: House) -> None:
    assert house.bot.user is not None
    mute = house.guild.create_text_channel(
        "mute", overwrites={house.bot.user: discord.PermissionOverwrite(send_messages=False)}
    )
    refused = await house.alice.slash(mute, "trivia start")
    assert refused.ephemeral
    assert f"I cannot post in {mute.mention} without **Send Messages**." in text_of(refused.response)


async def test_a_film_without_questions_is_refused(house: House) -> None:
    refused = await house.alice.slash(house.channel, "trivia start", film="ghosted")
    assert refused.ephemeral
    assert "I have no questions about Ghosted" in text_of(refused.response)


async def test_a_round_about_one_film_asks_about_that_film(house: House) -> None:
    card = await begin(house, film="ballerina", questions=3)
    assert "Ballerina" in text_of(card).splitlines()[0]


async def test_trivia_is_not_offered_in_direct_messages(house: House) -> None:
    assert "trivia start" in house.alice.available_commands(house.channel)
    assert "trivia start" not in house.alice.user.available_commands()


def test_a_long_choice_is_cut_at_a_word() -> None:
    label = choice_label(1, "word " * 30)
    assert len(label) <= 80
    assert label.endswith("word…")


async def test_the_scores_do_not_tell_before_the_reveal_whether_a_pick_was_right(house: House) -> None:
    question = await house.alice.slash(house.channel, "trivia start", questions=1)
    assert question.response is not None
    await house.alice.click(question.response, custom_id="t1:1:0:0")
    before = text_of((await house.bob.slash(house.channel, "trivia scores")).response)
    assert house.alice.mention not in before
    await house.later(25)
    after = text_of((await house.bob.slash(house.channel, "trivia scores")).response)
    assert house.alice.mention in after
