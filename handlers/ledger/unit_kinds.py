"""What kind of body a unit is: wording towards it follows the kind (domain.md: Rules left open)."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class UnitKind(StrEnum):
    DEPARTMENT = "department"
    STREET = "street"
    PARTY = "party"
    MASS = "mass"
    VERTICAL = "vertical"
    COMPANY = "company"

    @property
    def label(self) -> str:
        """The Chinese word for the kind, as boards and documents print it."""
        return _LABELS[self]

    @property
    def under_government(self) -> bool:
        """Whether the government may order (责令) it; the others are asked (商请).

        domain.md: Party bodies, mass organisations and vertically managed branches are asked.
        """
        return self not in _ASKED


_LABELS = {
    UnitKind.DEPARTMENT: "政府部门",
    UnitKind.STREET: "街道（乡镇）",
    UnitKind.PARTY: "党委部门",
    UnitKind.MASS: "群团组织",
    UnitKind.VERTICAL: "垂直管理单位",
    UnitKind.COMPANY: "企业",
}
_ASKED = frozenset({UnitKind.PARTY, UnitKind.MASS, UnitKind.VERTICAL})

# The first that fits wins: 团区委 is a mass organisation although it ends in 区委. A doubtful body is
# proposed as one that is asked: politeness to a department does no harm, an order to a Party body does.
_SIGNS: tuple[tuple[UnitKind, re.Pattern[str]], ...] = (
    (
        UnitKind.MASS,
        re.compile(
            r"妇女?联|残(疾人)?联|工商联|文联|侨联|社科联|总工会|科协|红十字会|共青团|团[省市区县]?委|人民团体"
        ),
    ),
    # Streets and companies by the end of the name: a street's Party committee is a Party body.
    (UnitKind.STREET, re.compile(r"(街道办?|办事处|[乡镇]人民政府|[^区市县]镇)$")),
    (UnitKind.COMPANY, re.compile(r"(集团|公司|(?<!人民)银行|总厂)$")),
    (
        UnitKind.PARTY,
        re.compile(
            r"中共|[省市区县]委(?!员)|党工委|党校|纪委|监察?委|人大|政协"
            # offices that the Party committee's departments keep, though their names do not say so
            r"|文明办|网信办|扫黑办|编办|人才办|老干部局|史志|档案馆|社会治安综合治理"
        ),
    ),
    # Branches that answer to a higher level. 人武部 is led by the military district above it and the Party
    # committee, the courts by their own line: neither may be ordered by the district's government.
    (
        UnitKind.VERTICAL,
        re.compile(
            r"分局$|税务局|气象局|烟草|海关|邮政管理|国家安全局|调查队|消防救援|交警|人民银行|人武部|人民武装部|法院|检察院"
        ),
    ),
)
_BRACKETS = re.compile(r"[（(【\[].*")


def propose_kind(name: str) -> UnitKind:
    """Tell the kind from the name; a proposal that the office may change.

    A second name in brackets does not count: 区发展改革局（区地方金融监管局） is a department.
    """
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    plain = _BRACKETS.sub("", plain) or plain
    for kind, sign in _SIGNS:
        if sign.search(plain):
            return kind
    return UnitKind.DEPARTMENT
