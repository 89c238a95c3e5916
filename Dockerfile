# Mend in a small image: no compiler, no Node, no pip, no root, and nothing it writes but /data.
#
#   docker build -t mend .
#   docker run --read-only --tmpfs /tmp -v mend:/data -p 127.0.0.1:8000:8000 mend serve --migrate

# ---- What browsers download -----------------------------------------------------------------------------------
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY frontend ./
RUN node build.mjs

# ---- The Python packages, and Mend as one of them -------------------------------------------------------------
FROM python:3.13-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements/build.txt requirements/run.txt requirements/
RUN python -m venv /build && /build/bin/pip install --quiet --require-hashes --only-binary :all: -r requirements/build.txt
RUN python -m venv --without-pip /opt/mend && \
    pip --python /opt/mend/bin/python install --quiet --require-hashes --only-binary :all: -r requirements/run.txt
COPY pyproject.toml LICENSE ./
COPY backend backend
RUN /build/bin/pip wheel --quiet --no-index --no-deps --no-build-isolation --wheel-dir /wheels . && \
    pip --python /opt/mend/bin/python install --quiet --no-index --no-deps /wheels/mend-*.whl
COPY frontend/locale /app/frontend/locale
RUN for catalogue in $(find /app/frontend/locale -name mend.po); do \
        /opt/mend/bin/pybabel --quiet compile --input-file "$catalogue" --output-file "${catalogue%.po}.mo" || exit 1; \
    done

# ---- What runs ------------------------------------------------------------------------------------------------
FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="Mend" org.opencontainers.image.licenses="MIT"
RUN groupadd --system --gid 10001 mend && \
    useradd --system --uid 10001 --gid mend --home-dir /data --no-create-home --shell /usr/sbin/nologin mend && \
    install --directory --owner=mend --group=mend --mode=0700 /data
COPY --from=packages /opt/mend /opt/mend
COPY --from=packages /app/frontend/locale /app/frontend/locale
COPY --from=frontend /src/frontend/dist /app/frontend/dist
COPY frontend/templates /app/frontend/templates
COPY migrations /app/migrations
ENV PATH=/opt/mend/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PORT=8000 \
    DATA_DIR=/data \
    MEND_HOST=0.0.0.0 \
    MEND_FRONTEND_DIR=/app/frontend \
    MEND_MIGRATIONS_DIR=/app/migrations
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/livez', timeout=4)"]
ENTRYPOINT ["mend"]
CMD ["serve"]
