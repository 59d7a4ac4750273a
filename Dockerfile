# One image for web, worker, beat and migrate. Needs nothing at run time but the addresses of its
# servers (.env.example); writes to /models, /uploads and /tmp only, so the rest may be mounted read-only.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv --without-pip /venv
COPY requirements/base.txt requirements/ml.txt requirements/embedded.txt /requirements/
# torch by itself and first, from the index of CPU builds; the rest then finds it satisfied.
RUN grep '^torch==' /requirements/ml.txt \
    | xargs pip --python /venv/bin/python install --no-deps --index-url https://download.pytorch.org/whl/cpu
RUN pip --python /venv/bin/python install -r /requirements/ml.txt
# pg_dump, pg_restore and psql of the database's own version, for `manage.py backup`: Debian's are
# older, and refuse a newer server. The servers that come along are never started here.
RUN pip --python /venv/bin/python install --require-hashes -r /requirements/embedded.txt
COPY . /app
WORKDIR /app
# The settings want addresses; gathering static files asks none of them.
RUN SECRET_KEY="$(/venv/bin/python -c 'import secrets; print(secrets.token_hex(32))')" \
    ALLOWED_HOSTS=build DATABASE_URL=postgres://build/build \
    REDIS_URL=redis://build CACHE_URL=redis://build STATIC_ROOT=/app/staticfiles \
    /venv/bin/python manage.py collectstatic --noinput \
    && /venv/bin/python -m compileall -q /app

FROM python:3.11-slim
ENV PATH=/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    HF_HOME=/models \
    MOVIECLIP_VAR=/tmp/movieclip \
    UPLOAD_FOLDER=/uploads \
    RECOMMENDER_FOLDER=/models/recommenders \
    STATIC_ROOT=/app/staticfiles \
    PORT=8000
# A number that does not depend on the base image: the volumes' files belong to it.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin movieclip \
    && install --directory --owner movieclip --group movieclip /models \
    && install --directory --mode 700 --owner movieclip --group movieclip /uploads
COPY --from=build /venv /venv
COPY --from=build /app /app
# What figures and trainings name as the code that they are of; the history itself is not copied.
# Behind the layers that do not depend on it.
ARG SOURCE_COMMIT=""
ENV SOURCE_COMMIT=${SOURCE_COMMIT}
WORKDIR /app
USER 10001:10001
EXPOSE 8000
VOLUME /models /uploads
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-I", "config/healthcheck.py"]
CMD ["gunicorn", "--config", "config/gunicorn.py"]
