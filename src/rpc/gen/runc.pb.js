/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";
import { lazy } from "../lazy.ts";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["tsrt_runc"] || ($protobuf.roots["tsrt_runc"] = {});

export const containerd = $root.containerd = (() => {

    const containerd = {};

    lazy(containerd, "runc", function() {

        const runc = {};

        lazy(runc, "v1", function() {

            const v1 = {};

            lazy(v1, "CheckpointOptions", function() {

                const CheckpointOptions = function (properties) {
                    this.emptyNamespaces = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                CheckpointOptions.prototype.exit = false;
                CheckpointOptions.prototype.openTcp = false;
                CheckpointOptions.prototype.externalUnixSockets = false;
                CheckpointOptions.prototype.terminal = false;
                CheckpointOptions.prototype.fileLocks = false;
                CheckpointOptions.prototype.emptyNamespaces = $util.emptyArray;
                CheckpointOptions.prototype.cgroupsMode = "";
                CheckpointOptions.prototype.imagePath = "";
                CheckpointOptions.prototype.workPath = "";
                CheckpointOptions.prototype.parentPath = "";

                CheckpointOptions.create = function(properties) {
                    return new CheckpointOptions(properties);
                };

                CheckpointOptions.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.exit != null && $Object.hasOwnProperty.call(message, "exit") && message.exit !== false)
                        writer.uint32(8).bool(message.exit);
                    if (message.openTcp != null && $Object.hasOwnProperty.call(message, "openTcp") && message.openTcp !== false)
                        writer.uint32(16).bool(message.openTcp);
                    if (message.externalUnixSockets != null && $Object.hasOwnProperty.call(message, "externalUnixSockets") && message.externalUnixSockets !== false)
                        writer.uint32(24).bool(message.externalUnixSockets);
                    if (message.terminal != null && $Object.hasOwnProperty.call(message, "terminal") && message.terminal !== false)
                        writer.uint32(32).bool(message.terminal);
                    if (message.fileLocks != null && $Object.hasOwnProperty.call(message, "fileLocks") && message.fileLocks !== false)
                        writer.uint32(40).bool(message.fileLocks);
                    if (message.emptyNamespaces != null && message.emptyNamespaces.length)
                        for (let i = 0; i < message.emptyNamespaces.length; ++i)
                            writer.uint32(50).string(message.emptyNamespaces[i]);
                    if (message.cgroupsMode != null && $Object.hasOwnProperty.call(message, "cgroupsMode") && message.cgroupsMode !== "")
                        writer.uint32(58).string(message.cgroupsMode);
                    if (message.imagePath != null && $Object.hasOwnProperty.call(message, "imagePath") && message.imagePath !== "")
                        writer.uint32(66).string(message.imagePath);
                    if (message.workPath != null && $Object.hasOwnProperty.call(message, "workPath") && message.workPath !== "")
                        writer.uint32(74).string(message.workPath);
                    if (message.parentPath != null && $Object.hasOwnProperty.call(message, "parentPath") && message.parentPath !== "")
                        writer.uint32(82).string(message.parentPath);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                CheckpointOptions.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.containerd.runc.v1.CheckpointOptions();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.exit = value;
                                else
                                    delete message.exit;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.openTcp = value;
                                else
                                    delete message.openTcp;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.externalUnixSockets = value;
                                else
                                    delete message.externalUnixSockets;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.terminal = value;
                                else
                                    delete message.terminal;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.fileLocks = value;
                                else
                                    delete message.fileLocks;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.emptyNamespaces && message.emptyNamespaces.length))
                                    message.emptyNamespaces = [];
                                message.emptyNamespaces.push(reader.stringVerify());
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.cgroupsMode = value;
                                else
                                    delete message.cgroupsMode;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.imagePath = value;
                                else
                                    delete message.imagePath;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.workPath = value;
                                else
                                    delete message.workPath;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.parentPath = value;
                                else
                                    delete message.parentPath;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CheckpointOptions;
            });

            lazy(v1, "Options", function() {

                const Options = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Options.prototype.noPivotRoot = false;
                Options.prototype.noNewKeyring = false;
                Options.prototype.shimCgroup = "";
                Options.prototype.ioUid = 0;
                Options.prototype.ioGid = 0;
                Options.prototype.binaryName = "";
                Options.prototype.root = "";
                Options.prototype.systemdCgroup = false;
                Options.prototype.criuImagePath = "";
                Options.prototype.criuWorkPath = "";
                Options.prototype.taskApiAddress = "";
                Options.prototype.taskApiVersion = 0;

                Options.create = function(properties) {
                    return new Options(properties);
                };

                Options.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.noPivotRoot != null && $Object.hasOwnProperty.call(message, "noPivotRoot") && message.noPivotRoot !== false)
                        writer.uint32(8).bool(message.noPivotRoot);
                    if (message.noNewKeyring != null && $Object.hasOwnProperty.call(message, "noNewKeyring") && message.noNewKeyring !== false)
                        writer.uint32(16).bool(message.noNewKeyring);
                    if (message.shimCgroup != null && $Object.hasOwnProperty.call(message, "shimCgroup") && message.shimCgroup !== "")
                        writer.uint32(26).string(message.shimCgroup);
                    if (message.ioUid != null && $Object.hasOwnProperty.call(message, "ioUid") && message.ioUid !== 0)
                        writer.uint32(32).uint32(message.ioUid);
                    if (message.ioGid != null && $Object.hasOwnProperty.call(message, "ioGid") && message.ioGid !== 0)
                        writer.uint32(40).uint32(message.ioGid);
                    if (message.binaryName != null && $Object.hasOwnProperty.call(message, "binaryName") && message.binaryName !== "")
                        writer.uint32(50).string(message.binaryName);
                    if (message.root != null && $Object.hasOwnProperty.call(message, "root") && message.root !== "")
                        writer.uint32(58).string(message.root);
                    if (message.systemdCgroup != null && $Object.hasOwnProperty.call(message, "systemdCgroup") && message.systemdCgroup !== false)
                        writer.uint32(72).bool(message.systemdCgroup);
                    if (message.criuImagePath != null && $Object.hasOwnProperty.call(message, "criuImagePath") && message.criuImagePath !== "")
                        writer.uint32(82).string(message.criuImagePath);
                    if (message.criuWorkPath != null && $Object.hasOwnProperty.call(message, "criuWorkPath") && message.criuWorkPath !== "")
                        writer.uint32(90).string(message.criuWorkPath);
                    if (message.taskApiAddress != null && $Object.hasOwnProperty.call(message, "taskApiAddress") && message.taskApiAddress !== "")
                        writer.uint32(98).string(message.taskApiAddress);
                    if (message.taskApiVersion != null && $Object.hasOwnProperty.call(message, "taskApiVersion") && message.taskApiVersion !== 0)
                        writer.uint32(104).uint32(message.taskApiVersion);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Options.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.containerd.runc.v1.Options();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.noPivotRoot = value;
                                else
                                    delete message.noPivotRoot;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.noNewKeyring = value;
                                else
                                    delete message.noNewKeyring;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.shimCgroup = value;
                                else
                                    delete message.shimCgroup;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.ioUid = value;
                                else
                                    delete message.ioUid;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.ioGid = value;
                                else
                                    delete message.ioGid;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.binaryName = value;
                                else
                                    delete message.binaryName;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.root = value;
                                else
                                    delete message.root;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.systemdCgroup = value;
                                else
                                    delete message.systemdCgroup;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.criuImagePath = value;
                                else
                                    delete message.criuImagePath;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.criuWorkPath = value;
                                else
                                    delete message.criuWorkPath;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.taskApiAddress = value;
                                else
                                    delete message.taskApiAddress;
                                continue;
                            }
                        case 13: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.taskApiVersion = value;
                                else
                                    delete message.taskApiVersion;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Options;
            });

            lazy(v1, "ProcessDetails", function() {

                const ProcessDetails = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                ProcessDetails.prototype.execId = "";

                ProcessDetails.create = function(properties) {
                    return new ProcessDetails(properties);
                };

                ProcessDetails.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.execId != null && $Object.hasOwnProperty.call(message, "execId") && message.execId !== "")
                        writer.uint32(10).string(message.execId);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                ProcessDetails.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.containerd.runc.v1.ProcessDetails();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.execId = value;
                                else
                                    delete message.execId;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ProcessDetails;
            });

            return v1;
        });

        return runc;
    });

    return containerd;
})();

export {
  $root as default
};
