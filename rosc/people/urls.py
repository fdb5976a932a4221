"""Pages about people, for those who work with them and for the people themselves."""

from django.urls import URLPattern, path

from rosc.people.views import caseload, concerns, disclosures, giving_out, glass, keeping

app_name = "people"

urlpatterns: list[URLPattern] = [
    path("break-glass/", glass.break_glass, name="break_glass"),
    path("glass/", glass.glass_broken, name="glass_broken"),
    path("glass/<uuid:pk>/", glass.glass, name="glass"),
    path("glass/<uuid:pk>/look-over/", glass.look_over, name="look_over"),
    path("<uuid:pk>/behind-glass/", glass.behind_glass, name="behind_glass"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/<uuid:pk>/", concerns.concern, name="concern"),
    path("concerns/<uuid:pk>/pass-on/", concerns.pass_on_concern, name="pass_on_concern"),
    path("concerns/<uuid:pk>/close/", concerns.close_concern, name="close_concern"),
    path("<uuid:pk>/raise-concern/", concerns.raise_concern, name="raise_concern"),
    path("disclosures/", disclosures.disclosures, name="disclosures"),
    path(
        "disclosures/<uuid:pk>/approve/",
        disclosures.approve_disclosure,
        name="approve_disclosure",
    ),
    path("<uuid:pk>/disclose/", disclosures.disclose, name="disclose"),
    path("import-caseload/", caseload.import_caseload, name="import_caseload"),
    path("import-caseload/<uuid:pk>/", caseload.check_caseload, name="check_caseload"),
    path("<uuid:pk>/export/", giving_out.export, name="export"),
    path("reviews/", keeping.reviews, name="reviews"),
    path("reviews/<uuid:pk>/propose/", keeping.propose_erasure, name="propose_erasure"),
    path("reviews/<uuid:pk>/approve/", keeping.approve_erasure, name="approve_erasure"),
    path("reviews/<uuid:pk>/keep/", keeping.keep, name="keep"),
    path("<uuid:pk>/erase/", keeping.erase, name="erase"),
    path("<uuid:pk>/restrict/", keeping.restrict, name="restrict"),
    path("<uuid:pk>/use-again/", keeping.use_again, name="use_again"),
    path("<uuid:pk>/hold/", keeping.hold, name="hold"),
    path("<uuid:pk>/release/", keeping.release, name="release"),
]
