"""The house's addresses, and the bare view that the figures stand beside."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from bench.models import Bare
from shuoshi.kernel.clock import now
from shuoshi.kernel.ids import new_id


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    """One ORM insert behind the same middleware."""
    at = now()
    Bare.objects.create(id=new_id(at), title="bare", at=at)
    return HttpResponse("ok")


urlpatterns = [path("bench/bare", bare), path("", include("shuoshi.server.urls"))]
