"""What the page of every verb is held to."""

from django.urls import reverse

from tests.conftest import signed_in


def page(verb, row, *more):
    return reverse(f"checkups:{verb}", args=[row.pk, *more])


def refuses(verb, row, user, status, *more):
    """Looking and sending are both answered so."""
    for method in ("get", "post"):
        response = getattr(signed_in(user), method)(page(verb, row, *more))
        assert response.status_code == status, (verb, user.name, method)


def does(verb, row, user, *more, **data):
    """The form is taken, and leads to a page that opens."""
    client = signed_in(user)
    assert client.get(page(verb, row, *more)).status_code == 200
    response = client.post(page(verb, row, *more), {"submit": "yes", **data}, follow=True)
    assert response.redirect_chain, response.context["form"].errors
    assert response.status_code == 200
    return response


def says(verb, row, user, *more, **query):
    response = signed_in(user).get(page(verb, row, *more), query)
    assert response.status_code == 200
    return response.content.decode()


def day(name, on):
    """A date as the three boxes of a form send it."""
    return {f"{name}_0": on.day, f"{name}_1": on.month, f"{name}_2": on.year}
