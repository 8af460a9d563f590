"""No planned date moves, and no name changes, without a row that says so and stays.

A move is written by the verb that moves (it has the reason); the triggers refuse what does not
fit together. A former name is written by the trigger itself: it needs no reason.
"""

from django.db import migrations

RECORDS = ("milestonemove", "datemove", "formerentry", "formerservice")
DATES = {
    "milestone": ("planned_on",),
    "project": ("starts_on", "ends_on"),
    "strategy": ("council_planned_on",),
    "examination": ("due_on",),
}

# Dates that were changed after their last recorded move, before this was refused.
REPAIR = """
INSERT INTO ozg_catalog_milestonemove (milestone_id, moved_from, moved_to, reason, moved_at)
SELECT m.id, last.moved_to, m.planned_on, 'nachgetragen: ohne Grund verschoben', now()
FROM ozg_catalog_milestone m CROSS JOIN LATERAL (
    SELECT moved_to FROM ozg_catalog_milestonemove WHERE milestone_id = m.id
    ORDER BY id DESC LIMIT 1
) last WHERE last.moved_to IS DISTINCT FROM m.planned_on;
""" + "".join(
    f"""
INSERT INTO ozg_catalog_datemove ({subject}_id, field, moved_from, moved_to, reason, moved_at)
SELECT s.id, '{field}', last.moved_to, s.{field}, 'nachgetragen: ohne Grund verschoben', now()
FROM ozg_catalog_{subject} s CROSS JOIN LATERAL (
    SELECT moved_to FROM ozg_catalog_datemove WHERE {subject}_id = s.id AND field = '{field}'
    ORDER BY id DESC LIMIT 1
) last WHERE last.moved_to IS DISTINCT FROM s.{field};
"""
    for subject, fields in DATES.items()
    if subject != "milestone"
    for field in fields
)

CHECKS = """
CREATE FUNCTION ozg_catalog_moves(subject text, subject_id bigint, field_name text)
RETURNS TABLE (id bigint, moved_from date, moved_to date) LANGUAGE sql STABLE AS $$
    SELECT m.id, m.moved_from, m.moved_to FROM ozg_catalog_milestonemove m
    WHERE subject = 'milestone' AND m.milestone_id = subject_id
    UNION ALL
    SELECT m.id, m.moved_from, m.moved_to FROM ozg_catalog_datemove m
    WHERE m.field = field_name AND subject_id = CASE subject
        WHEN 'project' THEN m.project_id
        WHEN 'strategy' THEN m.strategy_id
        WHEN 'examination' THEN m.examination_id
    END
$$;

CREATE FUNCTION ozg_catalog_last_move_holds(subject text, subject_id bigint, field_name text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    stands record;
    last record;
BEGIN
    EXECUTE format(
        'SELECT true AS there, (to_jsonb(s) ->> $1)::date AS day'
        ' FROM ozg_catalog_%s s WHERE s.id = $2', subject
    ) INTO stands USING field_name, subject_id;
    SELECT * INTO last FROM ozg_catalog_moves(subject, subject_id, field_name)
    ORDER BY id DESC LIMIT 1;
    IF stands.there AND last.moved_to IS DISTINCT FROM stands.day THEN
        RAISE EXCEPTION '% %: % is %, its last move leads to %.',
            subject, subject_id, field_name, stands.day, last.moved_to
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;

CREATE FUNCTION ozg_catalog_date_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    field_name text;
    old_day date;
    new_day date;
BEGIN
    FOREACH field_name IN ARRAY TG_ARGV[1:] LOOP
        old_day := (to_jsonb(OLD) ->> field_name)::date;
        new_day := (to_jsonb(NEW) ->> field_name)::date;
        CONTINUE WHEN old_day IS NOT DISTINCT FROM new_day;
        PERFORM FROM ozg_catalog_moves(TG_ARGV[0], NEW.id, field_name) m
            WHERE m.moved_from IS NOT DISTINCT FROM old_day
            AND m.moved_to IS NOT DISTINCT FROM new_day;
        IF NOT FOUND THEN
            RAISE EXCEPTION '% %: % moved from % to % without a row in its history.',
                TG_ARGV[0], NEW.id, field_name, old_day, new_day
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        PERFORM ozg_catalog_last_move_holds(TG_ARGV[0], NEW.id, field_name);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION ozg_catalog_move_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told jsonb := to_jsonb(NEW);
    subject text := 'milestone';
    field_name text := coalesce(told ->> 'field', 'planned_on');
    subject_id bigint := told ->> 'milestone_id';
    before record;
BEGIN
    IF subject_id IS NULL THEN
        SELECT key, told ->> (key || '_id') INTO subject, subject_id
        FROM unnest(ARRAY['project', 'strategy', 'examination']) key
        WHERE told ->> (key || '_id') IS NOT NULL;
    END IF;
    SELECT * INTO before FROM ozg_catalog_moves(subject, subject_id, field_name)
    WHERE id < NEW.id ORDER BY id DESC LIMIT 1;
    IF FOUND AND before.moved_to IS DISTINCT FROM NEW.moved_from THEN
        RAISE EXCEPTION '% %: % was moved to %, so it cannot move from %.',
            subject, subject_id, field_name, before.moved_to, NEW.moved_from
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM ozg_catalog_last_move_holds(subject, subject_id, field_name);
    RETURN NULL;
END $$;
""" + "".join(
    f"""
CREATE CONSTRAINT TRIGGER no_silent_move AFTER UPDATE OF {", ".join(fields)}
    ON ozg_catalog_{subject} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ozg_catalog_date_moved('{subject}', {", ".join(map(repr, fields))});
"""
    for subject, fields in DATES.items()
) + "".join(
    f"""
CREATE CONSTRAINT TRIGGER move_fits AFTER INSERT ON ozg_catalog_{table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ozg_catalog_move_fits();
"""
    for table in ("milestonemove", "datemove")
)

# The day from which new words hold is said by who brings them in; else it is today.
WORDS = """
CREATE FUNCTION ozg_catalog_day() RETURNS date LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        nullif(current_setting('ozg_catalog.day', true), '')::date,
        (clock_timestamp() AT TIME ZONE 'Europe/Berlin')::date
    )
$$;
CREATE FUNCTION ozg_catalog_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ozg_catalog_formerentry (entry_id, name, until, recorded_at)
    VALUES (OLD.id, OLD.name, ozg_catalog_day(), clock_timestamp());
    RETURN NULL;
END $$;
CREATE FUNCTION ozg_catalog_keep_service() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ozg_catalog_formerservice (service_id, name, lage_id, until, recorded_at)
    VALUES (OLD.id, OLD.name, OLD.lage_id, ozg_catalog_day(), clock_timestamp());
    RETURN NULL;
END $$;
CREATE TRIGGER keep_words AFTER UPDATE OF name ON ozg_catalog_leikaentry FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION ozg_catalog_keep_entry();
CREATE TRIGGER keep_words AFTER UPDATE OF name, lage_id ON ozg_catalog_ozgservice FOR EACH ROW
    WHEN ((OLD.name, OLD.lage_id) IS DISTINCT FROM (NEW.name, NEW.lage_id))
    EXECUTE FUNCTION ozg_catalog_keep_service();
"""

GUARD = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ozg_catalog_{table}
    FOR EACH ROW EXECUTE FUNCTION ozg_catalog_append_only();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON ozg_catalog_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION ozg_catalog_append_only();
"""
    for table in RECORDS
)

UNDO = (
    "".join(
        f"DROP TRIGGER append_only ON ozg_catalog_{table};\n"
        f"DROP TRIGGER append_only_whole ON ozg_catalog_{table};\n"
        for table in RECORDS
    )
    + "".join(f"DROP TRIGGER no_silent_move ON ozg_catalog_{subject};\n" for subject in DATES)
    + """
DROP TRIGGER move_fits ON ozg_catalog_milestonemove;
DROP TRIGGER move_fits ON ozg_catalog_datemove;
DROP TRIGGER keep_words ON ozg_catalog_leikaentry;
DROP TRIGGER keep_words ON ozg_catalog_ozgservice;
DROP FUNCTION ozg_catalog_keep_entry, ozg_catalog_keep_service, ozg_catalog_day,
    ozg_catalog_move_fits, ozg_catalog_date_moved, ozg_catalog_last_move_holds,
    ozg_catalog_moves;
"""
)


class Migration(migrations.Migration):
    dependencies = [("ozg_catalog", "0013_kept_words_and_moves")]

    operations = [
        # Checked at once: what waits to be checked would stop the triggers from being made.
        migrations.RunSQL(
            f"{REPAIR} SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(CHECKS + WORDS + GUARD, UNDO),
    ]
