"""Where administrators look after the vocabulary; in the namespace of `directory.urls`."""

from django.urls import path

from directory.reference import views

urlpatterns = [
    path("", views.reference, name="reference"),
    path("<slug:table>/", views.reference_table, name="reference_table"),
    path("<slug:table>/add/", views.reference_add, name="reference_add"),
    path("<slug:table>/<str:key>/change/", views.reference_change, name="reference_change"),
    path("<slug:table>/<str:key>/remove/", views.reference_remove, name="reference_remove"),
]
