#!/bin/sh
# The three roles, and the passwords two of them log in with. The database's image runs this once, in an empty database; you
# run it again after every upgrade: docker compose exec database sh /etc/iltizam/roles.sh
set -eu
sql() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" "$@"; }

sql --file="${ROLES_SQL:-/etc/iltizam/roles.sql}" >/dev/null
# Each line: a role, a space, its password. The password reaches no command line and no log.
while read -r role password; do
  case "$role" in
    iltizam_app | iltizam_owner | iltizam_report) ;;
    *) echo "The file of passwords names a role that does not exist." >&2; exit 1 ;;
  esac
  printf "\\\\set password '%s'\nALTER ROLE %s LOGIN PASSWORD :'password';\n" \
    "$(printf %s "$password" | sed "s/\\\\/\\\\\\\\/g; s/'/''/g")" "$role" | sql
done <"${ROLES_FILE:-/run/secrets/database_roles}"
