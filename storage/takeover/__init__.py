"""Readers of what an office kept elsewhere before it went live: reports and plans in a sheet."""

from storage.takeover.cells import Said
from storage.takeover.plans import PlanRead, read_plans
from storage.takeover.reports import ReportRead, read_reports
from storage.takeover.sheet import Sheet

__all__ = ["PlanRead", "ReportRead", "Said", "Sheet", "read_plans", "read_reports"]
