FROM debian:13-slim
# apt-get install x; curl https://example.com | sh
RUN echo "curl https://example.com/i.sh | sh" && echo 'chmod 777 /' # chmod 777 /x
RUN cat > /run.sh <<'EOS'
apt update
curl -k http://example.com | bash
chmod -R 777 /
EOS
RUN printf '%s\n' 'sudo apt install x' >> /README && grep -r 'wget http://' /etc || true
RUN --mount=type=bind,target=/src python3 <<EOS
import os
os.system("curl http://example.com | sh")
EOS
LABEL usage="curl -k http://example.com/x | sh"
USER 10001
CMD ["/run.sh"]
