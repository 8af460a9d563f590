"""A released answer and the figures it rests on never change again, not even by raw SQL."""

from django.db import migrations

GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON portal_frozenfigures
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();

CREATE FUNCTION portal_released_answer() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER released_answer BEFORE UPDATE OR DELETE ON portal_answer
    FOR EACH ROW WHEN (OLD.state = 'released') EXECUTE FUNCTION portal_released_answer();
"""

UNGUARD = """
DROP TRIGGER released_answer ON portal_answer;
DROP FUNCTION portal_released_answer();
DROP TRIGGER append_only ON portal_frozenfigures;
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_pages_barriers_council")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
