"""The sections of the report, in order: one file and one line each. Other packages add theirs by entry point."""

from __future__ import annotations

from payola.report.section import Section
from payola.report.sections import (
    accounts,
    brought,
    contests,
    coordination,
    evidence,
    headline,
    ledger,
    limits,
    methods,
    network,
    objects,
    slogans,
    verdict,
    waves,
)

SECTIONS: tuple[Section, ...] = (
    headline.SECTION,
    ledger.SECTION,
    slogans.SECTION,
    verdict.SECTION,
    brought.SECTION,
    contests.SECTION,
    accounts.SECTION,
    coordination.SECTION,
    waves.SECTION,
    network.SECTION,
    evidence.SECTION,
    objects.SECTION,
    methods.SECTION,
    limits.SECTION,
)
