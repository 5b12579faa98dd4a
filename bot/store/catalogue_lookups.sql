-- What an import looks up while it runs.
CREATE INDEX film_folded ON film (folded, year);
CREATE INDEX film_ref_film ON film_ref (film);
CREATE INDEX person_ref_person ON person_ref (person);
CREATE INDEX film_claim_film ON film_claim (film, source);
CREATE INDEX person_folded ON person (folded);
