from __future__ import annotations

from urllib.parse import unquote
from xml.etree import ElementTree as ET

from report_runs import weekly_articles, weekly_points, write_run

from stanceline.report.charts import draw_stance
from stanceline.report.downloads import EmbeddedFiles
from stanceline.report.page import write_report
from stanceline.report.sheets import Sheet


def test_an_embedded_table_is_the_file_of_the_run():
    picture = draw_stance(weekly_points([0.1, 0.2]), "week", anchors=())
    text = 'group,net\nall,"0,1 #%&"\n'
    embedded = EmbeddedFiles(pictures={"stance": picture}, sheets={}, series_csv=text)
    table, svg, png = embedded.files_of("stance")
    assert unquote(table.href.partition(",")[2]) == text
    assert (table.file_name, svg.file_name, png.file_name) == (
        "series.csv", "stance.svg", "stance.png",
    )  # fmt: skip


def test_a_series_of_many_groups_gives_its_overall_line():
    picture = draw_stance(weekly_points([0.1, 0.2]), "week", anchors=())
    groups = "".join(f'2025-07-07,"outlet=A, {number}",0.1\n' for number in range(20_000))
    text = f"period_start,group,net\n2025-07-07,all,0.2\n{groups}"
    embedded = EmbeddedFiles(pictures={"stance": picture}, sheets={}, series_csv=text)
    table = embedded.files_of("stance")[0]
    assert table.file_name == "series-all.csv"
    rows = unquote(table.href.partition(",")[2])
    assert rows == "period_start,group,net\n2025-07-07,all,0.2\n"


def test_a_cell_is_no_formula():
    sheet = Sheet(name="t", columns=("name", "net"), rows=(('=HYPERLINK("x")', -0.5), ("@a", 1)))
    assert sheet.csv() == 'name,net\n"\'=HYPERLINK(""x"")",-0.5\n\'@a,1\n'


def test_every_chart_and_table_lies_beside_the_page(tmp_path):
    run = write_run(tmp_path, weekly_articles(3))
    write_report(run)
    drawn = sorted(path.name for path in (tmp_path / "charts").iterdir())
    assert [name for name in drawn if name.endswith(".svg")] == [
        "by-outlet.svg", "by-voice.svg", "stance.svg", "sums-over-time.svg", "volume.svg",
    ]  # fmt: skip
    assert (tmp_path / "charts" / "stance.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "tables" / "voices.csv").read_text().startswith("name,n_passages,premium")


def test_a_drawing_on_disk_has_no_links():
    picture = draw_stance(weekly_points([0.1, 0.2]), "week", anchors={"period-2025-07-07"})
    root = ET.fromstring(picture.svg())  # noqa: S314 - drawn here
    assert not [node for node in root.iter() if node.tag.endswith("}a")]
    assert root.get("role") == "img"
