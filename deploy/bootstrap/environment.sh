#!/bin/sh
# Makes .venv with exactly the packages of a requirements file; does nothing when it is up to date.
#
# usage: deploy/bootstrap/environment.sh [requirements/dev.txt]
#
# Needs a Python from 3.11 to 3.13 and nothing else of this machine. Where packages come from is
# decided by the machine's own pip configuration; the hashes in the file decide what is accepted.
set -eu
cd "$(dirname "$0")/../.."
lock=${1:-requirements/dev.txt}
venv=.venv
stamp=$venv/.installed

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

suitable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        suitable "$candidate" && { echo "$candidate"; return; }
    done
    die "No Python between 3.11 and 3.13 was found. Install one (Debian, Ubuntu: apt install" \
        "python3 python3-venv), or name it: make PYTHON=/path/to/python3 …"
}

fingerprint() {
    { "$venv/bin/python" -c 'import sys; print(sys.version)'; cat "$lock"; } 2>/dev/null | sha256sum
}

# Three ways to a pip, since Debian and Ubuntu take ensurepip out of their python3 package.
make_venv() {
    rm -rf "$venv"
    "$python" -c 'import ensurepip' 2>/dev/null && "$python" -m venv "$venv" 2>/dev/null && return
    rm -rf "$venv"
    "$python" -m venv --without-pip "$venv"
    pip_command >/dev/null && return
    say "This Python has no pip; installing the package python3-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && install_venv_package; then
        rm -rf "$venv"
        "$python" -m venv "$venv" && return
    fi
    rm -rf "$venv"
    die "Python cannot make environments on this machine. Install its package for that" \
        "(Debian, Ubuntu: apt install python3-venv) and call make again."
}

install_venv_package() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -qq -y python3-venv >/dev/null 2>&1 && return
    apt-get update -qq >/dev/null 2>&1 && apt-get install -qq -y python3-venv >/dev/null 2>&1
}

pip_command() {
    if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        echo "$venv/bin/python -m pip"
    elif "$python" -m pip --python "$venv/bin/python" --version >/dev/null 2>&1; then
        echo "$python -m pip --python $venv/bin/python"
    else
        for wheel in /usr/share/python-wheels/pip-*.whl; do
            [ -f "$wheel" ] && { echo "$venv/bin/python $wheel/pip"; return; }
        done
        return 1
    fi
}

install_packages() {
    say "Installing the Python packages of $lock"
    # shellcheck disable=SC2046  # the command is meant to fall into words
    $(pip_command) install -qq --no-input --disable-pip-version-check \
        --no-warn-script-location --require-hashes -r "$lock" ||
        die "The Python packages could not be installed; pip's message is above. Check that this" \
            "machine reaches a package index, then call make again."
}

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ]; then exit 0; fi
python=$(find_python)
if ! suitable "$venv/bin/python" || ! pip_command >/dev/null; then
    say "Making a Python environment in $venv"
    make_venv
fi
install_packages
fingerprint >"$stamp"
