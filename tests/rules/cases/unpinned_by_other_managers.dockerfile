FROM python:3.14-slim AS build
RUN pipx install black
RUN pipx install black==25.9.0
RUN uv add flask
RUN uv add --locked flask
RUN uv tool install ruff
RUN uv tool install ruff==0.14.1
RUN uv pip install flask
RUN poetry add flask
RUN poetry add flask@^3.1
RUN poetry install
FROM oven/bun:1.3
RUN bun add hono
RUN bun add hono@4.10.1
RUN bun install
RUN bun install --frozen-lockfile
FROM ruby:3.4-slim
RUN bundle add rack
RUN bundle add rack --version 3.2.3
RUN bundle install
#~ only HM2133 HM2134 HM2135
#~ 2 HM2133
#~ 3 !HM2133
#~ 4 HM2133
#~ 5 !HM2133
#~ 6 HM2133
#~ 7 !HM2133
#~ 8 HM2133
#~ 9 HM2133
#~ 10 !HM2133
#~ 11 !HM2133
#~ 13 HM2134
#~ 14 !HM2134
#~ 15 !HM2134
#~ 16 !HM2134
#~ 18 HM2135
#~ 19 !HM2135
#~ 20 !HM2135
