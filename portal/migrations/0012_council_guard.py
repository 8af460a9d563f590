"""What a released answer showed, and what was promised by when, never changes: not by raw SQL either."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION portal_released_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
       (NEW.question_id, NEW.version, NEW.state, NEW.body, NEW.figures_id, NEW.released_at,
        NEW.extracts)
       IS DISTINCT FROM
       (OLD.question_id, OLD.version, OLD.state, OLD.body, OLD.figures_id, OLD.released_at,
        OLD.extracts)
    THEN
        RAISE EXCEPTION 'Answer % is released: % refused.', OLD.id, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION portal_kept_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
       (NEW.inquiry_id, NEW.text, NEW.promised_on, NEW.due_on, NEW.milestone_id)
       IS DISTINCT FROM
       (OLD.inquiry_id, OLD.text, OLD.promised_on, OLD.due_on, OLD.milestone_id)
    THEN
        RAISE EXCEPTION 'Promise % stays as it was made: % refused.', OLD.id, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept_promise BEFORE UPDATE OR DELETE ON portal_promise
    FOR EACH ROW EXECUTE FUNCTION portal_kept_promise();
"""

UNGUARD = """
DROP TRIGGER kept_promise ON portal_promise;
DROP FUNCTION portal_kept_promise();
CREATE OR REPLACE FUNCTION portal_released_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
       (NEW.question_id, NEW.version, NEW.state, NEW.body, NEW.figures_id, NEW.released_at)
       IS DISTINCT FROM
       (OLD.question_id, OLD.version, OLD.state, OLD.body, OLD.figures_id, OLD.released_at)
    THEN
        RAISE EXCEPTION 'Answer % is released: % refused.', OLD.id, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0011_council_records")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
