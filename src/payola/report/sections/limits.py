"""What can not be concluded from this report?"""

from __future__ import annotations

from payola.report.material import Material
from payola.report.section import Section, Shown, render


def show(material: Material) -> Shown:
    judged = material.table("families")["verdict"].count() > 0
    return Shown(render("limits.html", collected_by=material.settings("collected_by") or "unknown", judged=judged))


SECTION = Section("limits", "What cannot be concluded", "What does this not say?", show, "Effect", "Limits")
