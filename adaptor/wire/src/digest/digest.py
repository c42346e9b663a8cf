#!/usr/bin/env python3
"""Writes the digests of AWS's service models that adaptor/wire reads at run time. See README.md beside this file."""
import argparse
import json
import pathlib
import zipfile

from botocore.loaders import Loader

# The SDK's module of each service, and botocore's name of it.
SERVICES = {
    "sqs": "sqs", "sns": "sns", "kinesis": "kinesis", "firehose": "firehose", "eventbridge": "events",
    "scheduler": "scheduler", "pipes": "pipes", "schemas": "schemas", "sfn": "stepfunctions", "appsync": "appsync",
    "lambda": "lambda", "cloudwatch": "cloudwatch", "cloudwatchlogs": "logs", "kms": "kms", "iam": "iam", "sts": "sts",
    "cognitosync": "cognito-sync", "kinesisvideo": "kinesisvideo", "kinesisvideomedia": "kinesis-video-media",
    "kinesisvideoarchivedmedia": "kinesis-video-archived-media", "kinesisvideosignaling": "kinesis-video-signaling",
    "kinesisvideowebrtcstorage": "kinesis-video-webrtc-storage", "kinesisanalytics": "kinesisanalytics",
    "kinesisanalyticsv2": "kinesisanalyticsv2", "dynamodb": "dynamodb",
}

PROTOCOLS = {"json": "json", "query": "query", "rest-json": "rest-json", "smithy-rpc-v2-cbor": "rpc-v2-cbor"}

# Facts that botocore's models lack.
# SQS still answers the query protocol it had before JSON; its namespace is the one of the API reference's XML examples.
EXTRA_PROTOCOLS = {"sqs": ["query"]}
NAMESPACES = {"sqs": "http://queue.amazonaws.com/doc/2012-11-05/"}
# The code of a failed constraint, where it is not ValidationException (JSON, REST) or ValidationError (query).
VALIDATION = {
    "cloudwatchlogs": "InvalidParameterException", "cognitosync": "InvalidParameterException",
    "appsync": "BadRequestException", "schemas": "BadRequestException",
}
# DynamoDB signs its bodies with x-amz-crc32 and clients verify it.
CRC32 = {"dynamodb"}


def java_names(jar, module):
    """Class names of the SDK's model package by lower-cased name, the client interface's stem, and the client's byte code."""
    root = f"software/amazon/awssdk/services/{module}/"
    archive = zipfile.ZipFile(jar)
    names = [n[:-6] for n in archive.namelist() if n.endswith(".class") and "$" not in n]
    model = {n.rsplit("/", 1)[1] for n in names if n.startswith(root + "model/")}
    client = next(n[len(root):] for n in names if n.startswith(root) and "/" not in n[len(root):]
                  and n.endswith("Client") and not n.endswith("AsyncClient") and not n[len(root):].startswith("Default"))
    code = archive.read(f"{root}Default{client}.class")
    return {n.lower(): n for n in model}, client[: -len("Client")], code


def is_constant(text, code):
    """Whether a class file's constant pool holds a text; a client that does not know an error's name can not throw it."""
    raw = text.encode()
    return b"\x01" + len(raw).to_bytes(2, "big") + raw in code


def exception_class(shape, classes):
    name = shape.lower()
    candidates = [name, name + "exception"]
    for suffix in ("error", "fault"):
        if name.endswith(suffix):
            candidates.append(name[: -len(suffix)] + "exception")
    return next((classes[c] for c in candidates if c in classes and classes[c].endswith("Exception")), "")


def smithy_facts(path):
    """Query error codes and query member names of a Smithy model."""
    shapes = json.loads(path.read_text())["shapes"]
    errors, names = {}, []
    for qualified, shape in shapes.items():
        name, traits = qualified.split("#")[1], shape.get("traits", {})
        if "smithy.api#error" in traits:
            query = traits.get("aws.protocols#awsQueryError", {})
            status = traits.get("smithy.api#httpError") or query.get("httpResponseCode")
            errors[name] = (query.get("code"), status)
        if shape["type"] != "structure":
            continue
        for member, target in shape["members"].items():
            wire = target.get("traits", {}).get("smithy.api#xmlName")
            if wire is None:
                continue
            to = shapes[target["target"]]
            key = to.get("key", {}).get("traits", {}).get("smithy.api#xmlName", "")
            value = to.get("value", {}).get("traits", {}).get("smithy.api#xmlName", "")
            names.append((name, member, wire, key, value))
    return errors, names


def header(out, module, model, title):
    meta = model["metadata"]
    protocols = [PROTOCOLS[p] for p in meta.get("protocols") or [meta["protocol"]]] + EXTRA_PROTOCOLS.get(module, [])
    code = VALIDATION.get(module) or ("ValidationError" if protocols == ["query"] else "ValidationException")
    flags = (["query-compatible"] if "awsQueryCompatible" in meta else []) + (["crc32"] if module in CRC32 else [])
    out.append(("service", module, title, meta["serviceId"], meta.get("signingName", meta["endpointPrefix"]),
                meta["endpointPrefix"]))
    out.append(("protocols", " ".join(dict.fromkeys(protocols)), meta.get("jsonVersion", "1.1"),
                meta.get("targetPrefix", ""), meta["apiVersion"], meta.get("xmlNamespace") or NAMESPACES.get(module, "")))
    out.append(("rules", code, " ".join(flags)))


def operations(out, model, classes):
    for name, op in sorted(model["operations"].items()):
        request = classes.get((name + "Request").lower(), "")
        response = classes.get((name + "Response").lower(), "")
        http = op["http"]
        out.append(("op", name, http["method"], http["requestUri"], http.get("responseCode", 200), request, response,
                    op.get("input", {}).get("shape", ""), op.get("output", {}).get("shape", "")))


def errors(out, model, classes, facts, client):
    for name, shape in sorted(model["shapes"].items()):
        if not shape.get("exception") and "error" not in shape:
            continue
        error = shape.get("error", {})
        code, status = facts.get(name, (None, None))
        message = next((m for m in shape.get("members", {}) if m.lower() == "message"), "message")
        code = code or error.get("code", name)
        known = is_constant(name, client) or is_constant(code, client)
        out.append(("error", name, code, status or error.get("httpStatusCode", 500 if shape.get("fault") else 400),
                    message, exception_class(name, classes) if known else ""))


def xml_names(out, names, model, classes):
    """By the SDK's class: the SDK renames an operation's input and output shapes."""
    if not names:
        return
    renamed = {}
    for name, op in model["operations"].items():
        for side, suffix in (("input", "Request"), ("output", "Response")):
            if side in op:
                renamed[op[side]["shape"]] = classes[(name + suffix).lower()]
    for shape, member, wire, key, value in sorted(names):
        out.append(("xml", renamed.get(shape, shape), member, wire, key, value))


def pattern(shape):
    """The pattern on one line; a character and its escape mean the same to a regular expression."""
    return shape.get("pattern", "").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def constraints(model):
    """Shapes reachable from inputs that constrain something, one line each."""
    shapes = model["shapes"]
    matters = {}

    def targets(s):
        if s["type"] == "structure":
            return [m["shape"] for m in s["members"].values()]
        if s["type"] == "list":
            return [s["member"]["shape"]]
        return [s["key"]["shape"], s["value"]["shape"]] if s["type"] == "map" else []

    def own(s):
        return any(k in s for k in ("min", "max", "pattern", "enum")) or bool(s.get("required"))

    for name, s in shapes.items():
        matters[name] = own(s)
    changed = True
    while changed:
        changed = False
        for name, s in shapes.items():
            if not matters[name] and any(matters[t] for t in targets(s)):
                matters[name] = changed = True

    seen, queue = set(), [op["input"]["shape"] for op in model["operations"].values() if "input" in op]
    while queue:
        name = queue.pop()
        if name in seen or not matters[name]:
            continue
        seen.add(name)
        queue.extend(targets(shapes[name]))

    lines = []
    for name in sorted(seen):
        s = shapes[name]
        low, high = s.get("min", ""), s.get("max", "")
        if s["type"] == "structure":
            required = set(s.get("required", []))
            members = [f"{m}{'!' if m in required else ''}={t['shape'] if matters[t['shape']] else ''}"
                       for m, t in s["members"].items() if m in required or matters[t["shape"]]]
            lines.append((name, "structure", *members))
        elif s["type"] == "list":
            element = s["member"]["shape"]
            lines.append((name, "list", low, high, element if matters[element] else ""))
        elif s["type"] == "map":
            key, value = s["key"]["shape"], s["value"]["shape"]
            lines.append((name, "map", low, high, key if matters[key] else "", value if matters[value] else ""))
        elif s["type"] in ("string", "blob"):
            lines.append((name, "text", low, high, pattern(s), *s.get("enum", [])))
        else:
            lines.append((name, "number", low, high))
    return lines


def write(path, lines):
    for line in lines:
        if any(c in str(field) for field in line for c in "\t\n\r"):
            raise ValueError(f"{path.name}: a field holds a separator: {line}")
    path.write_text("".join("\t".join(map(str, line)).rstrip("\t") + "\n" for line in lines), encoding="utf-8")


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jars", type=pathlib.Path, required=True, help="directory with the SDK's <module>-<version>.jar files")
    parser.add_argument("--sdk", required=True, help="version of the SDK, the property awssdk.version")
    parser.add_argument("--sqs-smithy", type=pathlib.Path, required=True, help="sqs-2012-11-05.json of software.amazon.api.models:sqs")
    parser.add_argument("--out", type=pathlib.Path, default=here.parent / "main/resources/io/penstock/wire/digest")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for module, name in SERVICES.items():
        model = Loader().load_service_model(name, "service-2")
        classes, title, client = java_names(args.jars / f"{module}-{args.sdk}.jar", module)
        facts, names = smithy_facts(args.sqs_smithy) if module == "sqs" else ({}, [])
        out = []
        header(out, module, model, title)
        operations(out, model, classes)
        errors(out, model, classes, facts, client)
        xml_names(out, names, model, classes)
        write(args.out / f"{module}.tsv", out)
        write(args.out / f"{module}.constraints.tsv", constraints(model))


if __name__ == "__main__":
    main()
