"""The pages of the ledger."""

from django.urls import path

from rosc.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("<uuid:pk>/", views.read, name="read"),
    path("<uuid:pk>/send-again/", views.send_again, name="send_again"),
    path("<uuid:pk>/leave/", views.leave, name="leave"),
]
