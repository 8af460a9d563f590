"""A script and the modules that it imports change their names together."""

from pathlib import Path

from portal.static_storage import HashedStaticFiles


def test_imported_modules_are_named_by_their_content(tmp_path: Path) -> None:
    (tmp_path / "page.js").write_text('import { seal } from "./hpke.js";\nseal();\n')
    (tmp_path / "hpke.js").write_text("export const seal = () => {};\n")
    storage = HashedStaticFiles(location=str(tmp_path), base_url="/static/")
    done = list(storage.post_process({n: (storage, n) for n in ("page.js", "hpke.js")}))
    assert not [result for _name, _hashed, result in done if isinstance(result, Exception)]
    page = (tmp_path / storage.stored_name("page.js")).read_text()
    assert storage.stored_name("hpke.js") in page
    assert '"./hpke.js"' not in page
