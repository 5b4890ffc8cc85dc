# Sourced by the scripts of this folder: `environment runtime|dev` sets $root and $python, the Python of a ready environment.

environment() {
    root=$(CDPATH='' cd -- "$(dirname -- "${self:-$0}")/.." && pwd -P)
    case $1 in
        runtime) lock=requirements.lock ready=$root/.venv ;;
        dev) lock=requirements-dev.lock ready=$root/.venv-dev ;;
    esac
    # The usual case, without starting another Python: the environment was made from this very lock file.
    if [ -x "$ready/bin/python" ] && cmp -s "$root/$lock" "$ready/$lock"; then
        python=$ready/bin/python
        return
    fi
    for bare in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$bare" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$("$bare" "$root/bin/_environment.py" "$1") || exit
            return
        fi
    done
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
        fr* | FR*) echo "Encours demande Python 3.11 ou plus récent, introuvable ici." >&2 ;;
        *) echo "Encours needs Python 3.11 or newer, and finds none here." >&2 ;;
    esac
    exit 1
}
