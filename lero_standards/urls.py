"""Addresses of the standards; each has the name of its view."""

from django.urls import path

from lero_standards.views import answering, keeping, results, sharing

app_name = "lero_standards"
urlpatterns = [
    path("", answering.standards, name="standards"),
    path("counts/", results.counts, name="counts"),
    path("<uuid:pk>/", answering.assessment, name="assessment"),
    path("<uuid:pk>/which-apply/", answering.which_apply, name="which_apply"),
    path("<uuid:pk>/choose/", answering.choose, name="choose"),
    path("<uuid:pk>/move-on/", answering.move_on, name="move_on"),
    path("<uuid:pk>/type-in/<slug:section>/", answering.type_in, name="type_in"),
    path("<uuid:pk>/statements/<slug:statement>/", answering.answer, name="answer"),
    path("<uuid:pk>/statements/<slug:statement>/settle/", answering.settle, name="settle"),
    path("<uuid:pk>/statements/<slug:statement>/confirm/", answering.confirm, name="confirm"),
    path("<uuid:pk>/result/", results.result, name="result"),
    path("<uuid:pk>/table/", results.table, name="table"),
    path("<uuid:pk>/paper/", results.paper, name="paper"),
    path("<uuid:pk>/compare/", results.compare, name="compare"),
    path("<uuid:pk>/snapshots/", results.snapshots, name="snapshots"),
    path("<uuid:pk>/snapshots/take/", results.take_snapshot, name="take_snapshot"),
    path("snapshots/<uuid:pk>/", results.snapshot, name="snapshot"),
    path("snapshots/<uuid:pk>/table/", results.snapshot_table, name="snapshot_table"),
    path("snapshots/<uuid:pk>/copy/", results.copy_snapshot, name="copy_snapshot"),
    path("<uuid:pk>/evidence/", keeping.evidence, name="evidence"),
    path("<uuid:pk>/evidence/add/", keeping.add_evidence, name="add_evidence"),
    path("evidence/<uuid:pk>/", keeping.change_evidence, name="change_evidence"),
    path("evidence/<uuid:pk>/remove/", keeping.remove_evidence, name="remove_evidence"),
    path("<uuid:pk>/facts/", keeping.facts, name="facts"),
    path("<uuid:pk>/facts/<slug:fact>/", keeping.take_fact, name="take_fact"),
    path("<uuid:pk>/plan/", keeping.plan, name="plan"),
    path("<uuid:pk>/plan/add/", keeping.add_action, name="add_action"),
    path("plan/<uuid:pk>/", keeping.change_action, name="change_action"),
    path("<uuid:pk>/sharing/", sharing.sharing, name="sharing"),
    path("<uuid:pk>/sharing/share/", sharing.share, name="share"),
    path("<uuid:pk>/sharing/<uuid:grant>/", sharing.grant, name="grant"),
    path("<uuid:pk>/sharing/<uuid:grant>/withdraw/", sharing.withdraw, name="withdraw"),
    path("remarks/<uuid:pk>/", sharing.reply, name="reply"),
    path("shared/<uuid:pk>/", sharing.shared, name="shared"),
    path("shared/<uuid:pk>/<slug:statement>/", sharing.remark, name="remark"),
]
