FROM arm64v8/python:3.13-slim
USER 10001
