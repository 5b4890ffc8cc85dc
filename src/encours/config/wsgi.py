"""The WSGI application, for granian or any other server; importing it makes the program ready."""

from django.core.wsgi import get_wsgi_application

from encours.config.boot import boot

boot()
application = get_wsgi_application()
