"""The fonts that travel with the program: licensed, read by our own reader, enough for everything we say."""

from babel.messages.pofile import read_po

from models.vocabulary import Language
from reports.language import FOLDER as LOCALE
from reports.language import LOCALES
from reports.pdf.fonts import FOLDER, characters, drawable, printable, undrawable


def test_every_font_stands_with_its_licence() -> None:
    licence = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    names = {path.stem.split("-")[0] for path in FOLDER.glob("*.ttf")}
    assert names == {"Amiri", "NotoSans", "NotoSansTifinagh"}
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert all(f"{name}: Copyright" in licence for name in ("Amiri", "Noto Sans", "Noto Sans Tifinagh"))


def test_a_font_is_read_for_the_characters_it_draws() -> None:
    amiri = characters((FOLDER / "Amiri-Regular.ttf").read_bytes())
    noto = characters((FOLDER / "NotoSans-Regular.ttf").read_bytes())
    assert {ord(c) for c in "ابتثجحخدذرزسشصضطظعغفقكلمنهويپڤ٠١٢،؛؟"} <= amiri
    assert {ord(c) for c in "éèêçœŒ’«»–€"} <= noto
    assert ord("ع") not in noto
    assert {ord(c) for c in "ⴰⵣⵓⵍ"} <= characters((FOLDER / "NotoSansTifinagh-Regular.ttf").read_bytes())


def test_everything_the_reports_say_can_be_drawn() -> None:
    for language in Language:
        with (LOCALE / LOCALES[language] / "LC_MESSAGES" / "reports.po").open("rb") as file:
            for message in read_po(file):
                forms = [message.string] if isinstance(message.string, str) else list(message.string)
                assert all(undrawable(form) == frozenset() for form in forms), message.id


def test_what_no_font_draws_is_written_as_its_number() -> None:
    assert 0x1F44D not in drawable()
    assert printable({"a": ["oui 👍", 3, None], "b": "漢"}) == {"a": ["oui [U+1F44D]", 3, None], "b": "[U+6F22]"}
