"""Addresses of pages. Names are what templates and the navigation use."""

from django.urls import path

from shuoshi.web.api import api
from shuoshi.web.views import enter, house, matters, public, resident, site, site_rules, work

urlpatterns = [
    path("", public.home, name="home"),
    path("board", public.board_page, name="board"),
    path("m/<str:number>", public.matter, name="public_matter"),
    path("say", resident.say, name="say"),
    path("follow", resident.follow, name="follow"),
    path("t/<str:secret>", resident.track, name="track"),
    path("t/<str:secret>/moves/<str:name>", resident.make_move, name="track_move"),
    path("t/<str:secret>/acts/<str:block>/<str:name>", resident.make_act, name="track_act"),
    path("t/<str:secret>/files/<uuid:file_id>", resident.attachment, name="track_file"),
    path("my", resident.my, name="my"),
    path("files/<uuid:file_id>", public.attachment, name="file"),
    path("login", enter.login_page, name="login"),
    path("password", enter.password_page, name="password"),
    path("logout", enter.logout_page, name="logout"),
    path("look/<str:what>/<str:to>", enter.look, name="look"),
    path("staff", work.queue_page, name="queue"),
    path("staff/mine", work.mine_page, name="mine"),
    path("staff/notices", work.notices_page, name="notices"),
    path("staff/new/<str:programme>", work.new, name="new"),
    path("staff/find", work.find, name="find"),
    path("staff/matters/<uuid:matter_id>", matters.matter, name="matter"),
    path("staff/matters/<uuid:matter_id>/receipt", matters.receipt, name="receipt"),
    path("staff/matters/<uuid:matter_id>/moves/<str:name>", matters.make_move, name="move"),
    path(
        "staff/matters/<uuid:matter_id>/acts/<str:block>/<str:name>", matters.make_act, name="act"
    ),
    path("staff/site", site.index, name="site"),
    path("staff/site/places/<str:path>", site.place, name="site_place"),
    path("staff/site/posts/<str:path>", site.posts, name="site_posts"),
    path("staff/site/rolls/<uuid:unit_id>", site.roll, name="site_roll"),
    path("staff/site/limits/<str:key>", site_rules.limits, name="site_limits"),
    path("staff/site/words/<str:key>", site_rules.words, name="site_words"),
    path("staff/site/calendar/<int:year>", site_rules.calendar, name="site_calendar"),
    path("staff/site/keys", site_rules.program_keys, name="site_keys"),
    path("demo", house.demo_page, name="demo"),
    path("demo/clock", house.move_on, name="demo_clock"),
    path("healthz", house.healthz, name="healthz"),
    path("-/components", house.components, name="components"),
    path("-/programmes/<str:key>", house.programme, name="programme"),
    path("api/v1/", api.urls),
]
