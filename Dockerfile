# syntax=docker/dockerfile:1
# Two stages: the first installs the pinned dependencies, the second holds what runs, as a user without rights.
FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /opt/iltizam
RUN python -m venv .venv
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN .venv/bin/python -m pip install --no-deps --require-hashes -r requirements.lock
COPY models ./models
COPY notifications ./notifications
COPY reports ./reports
COPY flows ./flows
COPY deployments ./deployments
RUN .venv/bin/python -m pip install --no-deps --no-build-isolation -e . && .venv/bin/python -m pip check

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="Iltizam" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 iltizam && useradd --uid 10001 --gid 10001 --home-dir /var/lib/iltizam --create-home iltizam
COPY --from=build /opt/iltizam /opt/iltizam
ENV PATH=/opt/iltizam/.venv/bin:$PATH ILTIZAM_HOME=/var/lib/iltizam PYTHONUNBUFFERED=1 PYTHONTZPATH=
WORKDIR /opt/iltizam
USER 10001:10001
VOLUME /var/lib/iltizam
EXPOSE 4200 4201
HEALTHCHECK --interval=5m --timeout=60s --start-period=3m CMD ["iltizam", "health"]
ENTRYPOINT ["python", "-m", "deployments.part"]
CMD ["executor"]
