#!/usr/bin/env python3
"""Writes assets/licences.txt: name, version and licence of every crate that the program is built of, on any platform.

Run it in the root of the repository after a change of Cargo.lock; `cargo test licences` says when that is due.
"""
import json
import subprocess

command = ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features"]
data = json.loads(subprocess.check_output(command))
packages = {package["id"]: package for package in data["packages"]}
nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
root = data["resolve"]["root"]
seen, todo = set(), [root]
while todo:
    node = nodes[todo.pop()]
    for dependency in node["deps"]:
        kinds = {kind["kind"] for kind in dependency["dep_kinds"]}
        if kinds != {"dev"} and dependency["pkg"] not in seen:
            seen.add(dependency["pkg"])
            todo.append(dependency["pkg"])
lines = ["# Made by assets/licences.py: name, version, licence."]
for package in sorted((packages[id] for id in seen), key=lambda package: (package["name"], package["version"])):
    licence = package["license"] or "see " + (package["license_file"] or package["repository"] or "its source")
    lines.append("\t".join([package["name"], package["version"], licence.replace("/", " OR ") if " " not in licence else licence]))
with open("assets/licences.txt", "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")
