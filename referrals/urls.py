"""Pages of introductions, for workers and for those without an account."""

from django.urls import path

from referrals.views import (
    answering,
    arriving,
    buddies,
    by_link,
    drafting,
    fallbacks,
    going_on,
    handing_over,
    lists,
    meetings,
    own,
    pathways,
    receiving,
)

app_name = "referrals"

# By those without an account.
OPEN = [
    path("ask/<uuid:pk>/", arriving.ask_for_myself, name="ask_for_myself"),
    path("ask/<uuid:pk>/for-somebody/", arriving.ask_for_somebody, name="ask_for_somebody"),
    path("ask/<uuid:pk>/at-work/", arriving.work_address, name="work_address"),
    path("thought-of/<str:token>/", arriving.thought_of, name="thought_of"),
    path("introduce/<str:token>/", arriving.introduce, name="introduce"),
    path("follow/<str:token>/", by_link.follow, name="follow"),
    path("answer/<str:token>/", by_link.answer_by_link, name="answer_by_link"),
    path("who/<str:token>/", by_link.identity, name="identity"),
    path("address/<str:token>/", by_link.confirm_reception, name="confirm_reception"),
    path("follow/<str:token>/closing/", handing_over.follow_hand_over, name="follow_hand_over"),
    path("mine/<uuid:pk>/closing/", handing_over.mine_hand_over, name="mine_hand_over"),
    path("mine/<uuid:pk>/how-it-went/", own.say_how_it_went, name="say_how_it_went"),
    path("mine/<uuid:pk>/answer/", own.mine_answer, name="mine_answer"),
    path("mine/<uuid:pk>/went/", meetings.say_went, name="say_went"),
    path("mine/<uuid:pk>/go-elsewhere/", own.go_elsewhere, name="go_elsewhere"),
]
# Between organisations.
BETWEEN = [
    path("pathways/", pathways.pathways, name="pathways"),
    path("pathways/missing/", pathways.missing_pathways, name="missing_pathways"),
    path("pathways/propose/<uuid:pk>/", pathways.propose_pathway, name="propose_pathway"),
    path("pathways/<uuid:pk>/", pathways.pathway, name="pathway"),
    path("pathways/<uuid:pk>/agree/", pathways.agree_pathway, name="agree_pathway"),
    path("pathways/<uuid:pk>/change/", pathways.change_pathway, name="change_pathway"),
    path("pathways/<uuid:pk>/review/", pathways.review_pathway, name="review_pathway"),
    path("pathways/<uuid:pk>/end/", pathways.end_pathway, name="end_pathway"),
    path("closing/<uuid:pk>/", handing_over.hand_over, name="hand_over"),
    path("elsewhere/<uuid:pk>/", handing_over.answer_hand_over, name="answer_hand_over"),
    path("load/<uuid:pk>/", receiving.load, name="load"),
]
# Going along with somebody, and helping them get to a meeting.
ALONG = [
    path("peers/", buddies.peers, name="peers"),
    path("peers/<uuid:pk>/prepare/", buddies.prepare_peer, name="prepare_peer"),
    path("people/<uuid:pk>/pair/", buddies.pair, name="pair"),
    path("people/<uuid:pk>/see-to/", buddies.see_to, name="see_to"),
    path("pairings/<uuid:pk>/end/", buddies.end_pairing, name="end_pairing"),
    path("pairings/<uuid:pk>/hand-back/", buddies.hand_back, name="hand_back"),
    path("pairings/<uuid:pk>/met-together/", buddies.met_together, name="met_together"),
    path("going-with/", buddies.going_with, name="going_with"),
    path("break/", buddies.take_break, name="take_break"),
    path("back/", buddies.come_back, name="come_back"),
    path("meetings/start/<uuid:pk>/", meetings.start_meeting_help, name="start_meeting_help"),
    path("meetings/<uuid:pk>/", meetings.note_meeting_help, name="note_meeting_help"),
]
urlpatterns = [
    *OPEN,
    *BETWEEN,
    *ALONG,
    path("areas/", fallbacks.set_fallback, name="set_fallback"),
    path("reception/<uuid:pk>/", receiving.reception, name="reception"),
    path("", lists.referrals, name="referrals"),
    path("table.csv", lists.table, name="table"),
    path("export/", lists.export, name="export"),
    path("start/<uuid:pk>/", drafting.start, name="start"),
    path("asked/<uuid:pk>/", drafting.asked_items, name="asked_items"),
    path("<uuid:pk>/", lists.referral, name="referral"),
    path("<uuid:pk>/copy/", lists.copy, name="copy"),
    path("<uuid:pk>/change/<slug:step>/", drafting.change, name="change"),
    path("<uuid:pk>/send/", drafting.send, name="send"),
    path("<uuid:pk>/reopen/", drafting.reopen, name="reopen"),
    path("<uuid:pk>/try-elsewhere/", drafting.try_elsewhere, name="try_elsewhere"),
    path("<uuid:pk>/let-rest/", drafting.let_rest, name="let_rest"),
    path("<uuid:pk>/ask/", answering.ask, name="ask"),
    path("<uuid:pk>/wait/", answering.wait, name="wait"),
    path("<uuid:pk>/accept/", answering.accept, name="accept"),
    path("<uuid:pk>/undo-accept/", answering.undo_accept, name="undo_accept"),
    path("<uuid:pk>/decline/", answering.decline, name="decline"),
    path("<uuid:pk>/redirect/", answering.redirect, name="redirect"),
    path("<uuid:pk>/answer/", going_on.answer, name="answer"),
    path("<uuid:pk>/withdraw/", going_on.withdraw, name="withdraw"),
    path("<uuid:pk>/record-contact/", going_on.record_contact, name="record_contact"),
    path("<uuid:pk>/confirm-meeting/", going_on.confirm_meeting, name="confirm_meeting"),
    path("<uuid:pk>/confirm/", going_on.confirm, name="confirm"),
    path("<uuid:pk>/end/", going_on.end, name="end"),
    path("<uuid:pk>/pause/", going_on.pause, name="pause"),
    path("<uuid:pk>/resume/", going_on.resume, name="resume"),
    path("<uuid:pk>/settle/", going_on.settle, name="settle"),
    path("<uuid:pk>/say/", going_on.say, name="say"),
]
