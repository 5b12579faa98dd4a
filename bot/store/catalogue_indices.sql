-- Made last, when every row is in: far faster than keeping them up to date row by row.
CREATE INDEX citation_source ON citation (source);
CREATE INDEX credit_film ON credit (film, job, billing);
CREATE INDEX credit_person ON credit (person, film);
CREATE INDEX credit_evidence ON credit (evidence);
CREATE INDEX release_film ON release (film, date);
CREATE INDEX release_evidence ON release (evidence);
CREATE INDEX fact_film ON fact (film, status);
CREATE INDEX fact_evidence ON fact (evidence);
CREATE INDEX fact_person_person ON fact_person (person);
CREATE INDEX quote_film ON quote (film, status);
CREATE INDEX quote_speaker ON quote (speaker, status);
CREATE INDEX quote_evidence ON quote (evidence);
CREATE INDEX question_film ON question (film);
CREATE INDEX question_evidence ON question (evidence);
