#!/usr/bin/env bash
# Asks the process of this container whether it is ready, and says what is wrong when it is not. Without a program of
# its own to start, since every container does this every few seconds.
exec 3<>"/dev/tcp/127.0.0.1/${HEALTH_PORT:-9100}" || exit 1
printf 'GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r -t 4 _ status _ <&3
[ "$status" = 200 ] && exit 0
head -c 2000 <&3
exit 1
