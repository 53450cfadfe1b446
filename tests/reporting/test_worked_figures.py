"""The figures of the worked example, as docs/participation-report.md tells them."""

from credence.reporting.report import report_for
from credence.reporting.writing import document
from tests.reporting.worked import NOW, Worked


def test_x(worked: Worked) -> None:
    report = report_for(worked.riverside, course="", year="all", now=NOW)
    for y in report.years:
        print(y)
    print(report.sums, report.professions)
    open("/tmp/var-reporting/x.pdf", "wb").write(document.rendered(report))
    r = report_for(worked.lakeside, course="", year="all", now=NOW)
    for y in r.years:
        print(y)
    assert 0
