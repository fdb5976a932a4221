"""Who gets in where in the standards: the rows of tests/test_access.py that are about them."""

from lero_standards.models.sharing import SharedQuerySet
from rosc.access import ROLES
from rosc.accounts.models.organisations import OrganisationQuerySet, ScopedQuerySet

EVERYBODY = set(ROLES)
ANSWERS = {"lero_leader", "lero_member", "board_member"}
OF_THE_LERO = (
    *("assessment", "which_apply", "choose", "move_on", "result", "table", "paper", "compare"),
    *("snapshots", "take_snapshot", "evidence", "add_evidence", "facts", "plan", "add_action"),
    *("sharing", "share"),
)
# view: (the roles that get in, what it is about)
ROLES_OF = {
    "lero_standards:standards": (EVERYBODY, None),
    "lero_standards:counts": (EVERYBODY, None),
    **{f"lero_standards:{name}": (ANSWERS, "organisation") for name in OF_THE_LERO},
    "lero_standards:type_in": (ANSWERS, "standards_section"),
    "lero_standards:answer": (ANSWERS, "statement"),
    "lero_standards:settle": (ANSWERS, "statement"),
    "lero_standards:confirm": (ANSWERS, "statement"),
    "lero_standards:snapshot": (ANSWERS, "snapshot"),
    "lero_standards:snapshot_table": (ANSWERS, "snapshot"),
    "lero_standards:copy_snapshot": (ANSWERS, "snapshot"),
    "lero_standards:change_evidence": (ANSWERS, "evidence"),
    "lero_standards:remove_evidence": (ANSWERS, "evidence"),
    "lero_standards:take_fact": (ANSWERS, "fact"),
    "lero_standards:change_action": (ANSWERS, "planned_action"),
    "lero_standards:grant": (ANSWERS, "given_grant"),
    "lero_standards:withdraw": (ANSWERS, "given_grant"),
    "lero_standards:reply": (ANSWERS, "remark"),
    "lero_standards:shared": (EVERYBODY, "shared_answers"),
    "lero_standards:remark": (ANSWERS, "peer_review"),
}
# Of those who get in, who finds the thing itself.
FINDS = {"shared_answers": {*ANSWERS, "coordinator", "commissioner"}}
SCOPED_BY = {
    **dict.fromkeys(("statement", "standards_section", "fact"), OrganisationQuerySet),
    "given_grant": OrganisationQuerySet,
    **dict.fromkeys(("snapshot", "evidence", "planned_action", "remark"), ScopedQuerySet),
    **dict.fromkeys(("lero_standards:standards", "shared_answers", "peer_review"), SharedQuerySet),
}
