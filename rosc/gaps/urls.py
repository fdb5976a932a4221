"""Pages of numbers."""

from django.urls import path

from rosc.gaps.views import numbers, returns

app_name = "gaps"
urlpatterns = [
    path("", numbers.summary, name="summary"),
    path("table.csv", numbers.summary_table, name="summary_table"),
    path("organisations/<uuid:pk>/", numbers.own_summary, name="own_summary"),
    path("organisations/<uuid:pk>/table.csv", numbers.own_table, name="own_table"),
    path("hand-over/<uuid:pk>/", returns.hand_over, name="hand_over"),
    path("hand-over/<uuid:pk>/take/", returns.take_hand_over, name="take_hand_over"),
    path("codes/", returns.codes, name="codes"),
    path("codes/<slug:item>/", returns.set_code, name="set_code"),
]
