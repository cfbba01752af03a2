/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";
import { lazy } from "../lazy.ts";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["tsrt_cgroups1"] || ($protobuf.roots["tsrt_cgroups1"] = {});

export const io = $root.io = (() => {

    const io = {};

    lazy(io, "containerd", function() {

        const containerd = {};

        lazy(containerd, "cgroups", function() {

            const cgroups = {};

            lazy(cgroups, "v1", function() {

                const v1 = {};

                lazy(v1, "BlkIOEntry", function() {

                    const BlkIOEntry = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    BlkIOEntry.prototype.op = "";
                    BlkIOEntry.prototype.device = "";
                    BlkIOEntry.prototype.major = 0n;
                    BlkIOEntry.prototype.minor = 0n;
                    BlkIOEntry.prototype.value = 0n;

                    BlkIOEntry.create = function(properties) {
                        return new BlkIOEntry(properties);
                    };

                    BlkIOEntry.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.op != null && $Object.hasOwnProperty.call(message, "op") && message.op !== "")
                            writer.uint32(10).string(message.op);
                        if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                            writer.uint32(18).string(message.device);
                        if (message.major != null && $Object.hasOwnProperty.call(message, "major") && (message.major !== 0n))
                            writer.uint32(24).uint64(message.major);
                        if (message.minor != null && $Object.hasOwnProperty.call(message, "minor") && (message.minor !== 0n))
                            writer.uint32(32).uint64(message.minor);
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && (message.value !== 0n))
                            writer.uint32(40).uint64(message.value);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    BlkIOEntry.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.BlkIOEntry();
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
                                        message.op = value;
                                    else
                                        delete message.op;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.device = value;
                                    else
                                        delete message.device;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.major = value;
                                    else
                                        delete message.major;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.minor = value;
                                    else
                                        delete message.minor;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.value = value;
                                    else
                                        delete message.value;
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

                    return BlkIOEntry;
                });

                lazy(v1, "BlkIOStat", function() {

                    const BlkIOStat = function (properties) {
                        this.ioServiceBytesRecursive = [];
                        this.ioServicedRecursive = [];
                        this.ioQueuedRecursive = [];
                        this.ioServiceTimeRecursive = [];
                        this.ioWaitTimeRecursive = [];
                        this.ioMergedRecursive = [];
                        this.ioTimeRecursive = [];
                        this.sectorsRecursive = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    BlkIOStat.prototype.ioServiceBytesRecursive = $util.emptyArray;
                    BlkIOStat.prototype.ioServicedRecursive = $util.emptyArray;
                    BlkIOStat.prototype.ioQueuedRecursive = $util.emptyArray;
                    BlkIOStat.prototype.ioServiceTimeRecursive = $util.emptyArray;
                    BlkIOStat.prototype.ioWaitTimeRecursive = $util.emptyArray;
                    BlkIOStat.prototype.ioMergedRecursive = $util.emptyArray;
                    BlkIOStat.prototype.ioTimeRecursive = $util.emptyArray;
                    BlkIOStat.prototype.sectorsRecursive = $util.emptyArray;

                    BlkIOStat.create = function(properties) {
                        return new BlkIOStat(properties);
                    };

                    BlkIOStat.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.ioServiceBytesRecursive != null && message.ioServiceBytesRecursive.length)
                            for (let i = 0; i < message.ioServiceBytesRecursive.length; ++i)
                                $root.io.containerd.cgroups.v1.BlkIOEntry.encode(message.ioServiceBytesRecursive[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.ioServicedRecursive != null && message.ioServicedRecursive.length)
                            for (let i = 0; i < message.ioServicedRecursive.length; ++i)
                                $root.io.containerd.cgroups.v1.BlkIOEntry.encode(message.ioServicedRecursive[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.ioQueuedRecursive != null && message.ioQueuedRecursive.length)
                            for (let i = 0; i < message.ioQueuedRecursive.length; ++i)
                                $root.io.containerd.cgroups.v1.BlkIOEntry.encode(message.ioQueuedRecursive[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.ioServiceTimeRecursive != null && message.ioServiceTimeRecursive.length)
                            for (let i = 0; i < message.ioServiceTimeRecursive.length; ++i)
                                $root.io.containerd.cgroups.v1.BlkIOEntry.encode(message.ioServiceTimeRecursive[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.ioWaitTimeRecursive != null && message.ioWaitTimeRecursive.length)
                            for (let i = 0; i < message.ioWaitTimeRecursive.length; ++i)
                                $root.io.containerd.cgroups.v1.BlkIOEntry.encode(message.ioWaitTimeRecursive[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.ioMergedRecursive != null && message.ioMergedRecursive.length)
                            for (let i = 0; i < message.ioMergedRecursive.length; ++i)
                                $root.io.containerd.cgroups.v1.BlkIOEntry.encode(message.ioMergedRecursive[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.ioTimeRecursive != null && message.ioTimeRecursive.length)
                            for (let i = 0; i < message.ioTimeRecursive.length; ++i)
                                $root.io.containerd.cgroups.v1.BlkIOEntry.encode(message.ioTimeRecursive[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.sectorsRecursive != null && message.sectorsRecursive.length)
                            for (let i = 0; i < message.sectorsRecursive.length; ++i)
                                $root.io.containerd.cgroups.v1.BlkIOEntry.encode(message.sectorsRecursive[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    BlkIOStat.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.io.containerd.cgroups.v1.BlkIOStat();
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
                                    if (!(message.ioServiceBytesRecursive && message.ioServiceBytesRecursive.length))
                                        message.ioServiceBytesRecursive = [];
                                    message.ioServiceBytesRecursive.push($root.io.containerd.cgroups.v1.BlkIOEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.ioServicedRecursive && message.ioServicedRecursive.length))
                                        message.ioServicedRecursive = [];
                                    message.ioServicedRecursive.push($root.io.containerd.cgroups.v1.BlkIOEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.ioQueuedRecursive && message.ioQueuedRecursive.length))
                                        message.ioQueuedRecursive = [];
                                    message.ioQueuedRecursive.push($root.io.containerd.cgroups.v1.BlkIOEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.ioServiceTimeRecursive && message.ioServiceTimeRecursive.length))
                                        message.ioServiceTimeRecursive = [];
                                    message.ioServiceTimeRecursive.push($root.io.containerd.cgroups.v1.BlkIOEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.ioWaitTimeRecursive && message.ioWaitTimeRecursive.length))
                                        message.ioWaitTimeRecursive = [];
                                    message.ioWaitTimeRecursive.push($root.io.containerd.cgroups.v1.BlkIOEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.ioMergedRecursive && message.ioMergedRecursive.length))
                                        message.ioMergedRecursive = [];
                                    message.ioMergedRecursive.push($root.io.containerd.cgroups.v1.BlkIOEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.ioTimeRecursive && message.ioTimeRecursive.length))
                                        message.ioTimeRecursive = [];
                                    message.ioTimeRecursive.push($root.io.containerd.cgroups.v1.BlkIOEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.sectorsRecursive && message.sectorsRecursive.length))
                                        message.sectorsRecursive = [];
                                    message.sectorsRecursive.push($root.io.containerd.cgroups.v1.BlkIOEntry.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return BlkIOStat;
                });

                lazy(v1, "CPUStat", function() {

                    const CPUStat = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    CPUStat.prototype.usage = null;
                    CPUStat.prototype.throttling = null;

                    CPUStat.create = function(properties) {
                        return new CPUStat(properties);
                    };

                    CPUStat.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.usage != null && $Object.hasOwnProperty.call(message, "usage"))
                            $root.io.containerd.cgroups.v1.CPUUsage.encode(message.usage, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.throttling != null && $Object.hasOwnProperty.call(message, "throttling"))
                            $root.io.containerd.cgroups.v1.Throttle.encode(message.throttling, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    CPUStat.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.CPUStat();
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
                                    message.usage = $root.io.containerd.cgroups.v1.CPUUsage.decode(reader, reader.size(), $undefined, _depth + 1, message.usage);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.throttling = $root.io.containerd.cgroups.v1.Throttle.decode(reader, reader.size(), $undefined, _depth + 1, message.throttling);
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

                    return CPUStat;
                });

                lazy(v1, "CPUUsage", function() {

                    const CPUUsage = function (properties) {
                        this.perCpu = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    CPUUsage.prototype.total = 0n;
                    CPUUsage.prototype.kernel = 0n;
                    CPUUsage.prototype.user = 0n;
                    CPUUsage.prototype.perCpu = $util.emptyArray;

                    CPUUsage.create = function(properties) {
                        return new CPUUsage(properties);
                    };

                    CPUUsage.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.total != null && $Object.hasOwnProperty.call(message, "total") && (message.total !== 0n))
                            writer.uint32(8).uint64(message.total);
                        if (message.kernel != null && $Object.hasOwnProperty.call(message, "kernel") && (message.kernel !== 0n))
                            writer.uint32(16).uint64(message.kernel);
                        if (message.user != null && $Object.hasOwnProperty.call(message, "user") && (message.user !== 0n))
                            writer.uint32(24).uint64(message.user);
                        if (message.perCpu != null && message.perCpu.length)
                            writer.uint32(34).uint64s(message.perCpu);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    CPUUsage.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.CPUUsage();
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
                                    if ((value = reader.uint64()) !== 0n)
                                        message.total = value;
                                    else
                                        delete message.total;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.kernel = value;
                                    else
                                        delete message.kernel;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.user = value;
                                    else
                                        delete message.user;
                                    continue;
                                }
                            case 4: {
                                    if (wireType === 2) {
                                        if (!(message.perCpu && message.perCpu.length))
                                            message.perCpu = [];
                                        reader.uint64s(message.perCpu);
                                        continue;
                                    }
                                    if (wireType !== 0)
                                        break;
                                    if (!(message.perCpu && message.perCpu.length))
                                        message.perCpu = [];
                                    message.perCpu.push(reader.uint64());
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

                    return CPUUsage;
                });

                lazy(v1, "CgroupStats", function() {

                    const CgroupStats = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    CgroupStats.prototype.nrSleeping = 0n;
                    CgroupStats.prototype.nrRunning = 0n;
                    CgroupStats.prototype.nrStopped = 0n;
                    CgroupStats.prototype.nrUninterruptible = 0n;
                    CgroupStats.prototype.nrIoWait = 0n;

                    CgroupStats.create = function(properties) {
                        return new CgroupStats(properties);
                    };

                    CgroupStats.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.nrSleeping != null && $Object.hasOwnProperty.call(message, "nrSleeping") && (message.nrSleeping !== 0n))
                            writer.uint32(8).uint64(message.nrSleeping);
                        if (message.nrRunning != null && $Object.hasOwnProperty.call(message, "nrRunning") && (message.nrRunning !== 0n))
                            writer.uint32(16).uint64(message.nrRunning);
                        if (message.nrStopped != null && $Object.hasOwnProperty.call(message, "nrStopped") && (message.nrStopped !== 0n))
                            writer.uint32(24).uint64(message.nrStopped);
                        if (message.nrUninterruptible != null && $Object.hasOwnProperty.call(message, "nrUninterruptible") && (message.nrUninterruptible !== 0n))
                            writer.uint32(32).uint64(message.nrUninterruptible);
                        if (message.nrIoWait != null && $Object.hasOwnProperty.call(message, "nrIoWait") && (message.nrIoWait !== 0n))
                            writer.uint32(40).uint64(message.nrIoWait);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    CgroupStats.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.CgroupStats();
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
                                    if ((value = reader.uint64()) !== 0n)
                                        message.nrSleeping = value;
                                    else
                                        delete message.nrSleeping;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.nrRunning = value;
                                    else
                                        delete message.nrRunning;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.nrStopped = value;
                                    else
                                        delete message.nrStopped;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.nrUninterruptible = value;
                                    else
                                        delete message.nrUninterruptible;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.nrIoWait = value;
                                    else
                                        delete message.nrIoWait;
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

                    return CgroupStats;
                });

                lazy(v1, "HugetlbStat", function() {

                    const HugetlbStat = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    HugetlbStat.prototype.usage = 0n;
                    HugetlbStat.prototype.max = 0n;
                    HugetlbStat.prototype.failcnt = 0n;
                    HugetlbStat.prototype.pagesize = "";

                    HugetlbStat.create = function(properties) {
                        return new HugetlbStat(properties);
                    };

                    HugetlbStat.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.usage != null && $Object.hasOwnProperty.call(message, "usage") && (message.usage !== 0n))
                            writer.uint32(8).uint64(message.usage);
                        if (message.max != null && $Object.hasOwnProperty.call(message, "max") && (message.max !== 0n))
                            writer.uint32(16).uint64(message.max);
                        if (message.failcnt != null && $Object.hasOwnProperty.call(message, "failcnt") && (message.failcnt !== 0n))
                            writer.uint32(24).uint64(message.failcnt);
                        if (message.pagesize != null && $Object.hasOwnProperty.call(message, "pagesize") && message.pagesize !== "")
                            writer.uint32(34).string(message.pagesize);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    HugetlbStat.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.HugetlbStat();
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
                                    if ((value = reader.uint64()) !== 0n)
                                        message.usage = value;
                                    else
                                        delete message.usage;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.max = value;
                                    else
                                        delete message.max;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.failcnt = value;
                                    else
                                        delete message.failcnt;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.pagesize = value;
                                    else
                                        delete message.pagesize;
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

                    return HugetlbStat;
                });

                lazy(v1, "MemoryEntry", function() {

                    const MemoryEntry = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    MemoryEntry.prototype.limit = 0n;
                    MemoryEntry.prototype.usage = 0n;
                    MemoryEntry.prototype.max = 0n;
                    MemoryEntry.prototype.failcnt = 0n;

                    MemoryEntry.create = function(properties) {
                        return new MemoryEntry(properties);
                    };

                    MemoryEntry.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && (message.limit !== 0n))
                            writer.uint32(8).uint64(message.limit);
                        if (message.usage != null && $Object.hasOwnProperty.call(message, "usage") && (message.usage !== 0n))
                            writer.uint32(16).uint64(message.usage);
                        if (message.max != null && $Object.hasOwnProperty.call(message, "max") && (message.max !== 0n))
                            writer.uint32(24).uint64(message.max);
                        if (message.failcnt != null && $Object.hasOwnProperty.call(message, "failcnt") && (message.failcnt !== 0n))
                            writer.uint32(32).uint64(message.failcnt);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    MemoryEntry.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.MemoryEntry();
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
                                    if ((value = reader.uint64()) !== 0n)
                                        message.limit = value;
                                    else
                                        delete message.limit;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.usage = value;
                                    else
                                        delete message.usage;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.max = value;
                                    else
                                        delete message.max;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.failcnt = value;
                                    else
                                        delete message.failcnt;
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

                    return MemoryEntry;
                });

                lazy(v1, "MemoryOomControl", function() {

                    const MemoryOomControl = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    MemoryOomControl.prototype.oomKillDisable = 0n;
                    MemoryOomControl.prototype.underOom = 0n;
                    MemoryOomControl.prototype.oomKill = 0n;

                    MemoryOomControl.create = function(properties) {
                        return new MemoryOomControl(properties);
                    };

                    MemoryOomControl.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.oomKillDisable != null && $Object.hasOwnProperty.call(message, "oomKillDisable") && (message.oomKillDisable !== 0n))
                            writer.uint32(8).uint64(message.oomKillDisable);
                        if (message.underOom != null && $Object.hasOwnProperty.call(message, "underOom") && (message.underOom !== 0n))
                            writer.uint32(16).uint64(message.underOom);
                        if (message.oomKill != null && $Object.hasOwnProperty.call(message, "oomKill") && (message.oomKill !== 0n))
                            writer.uint32(24).uint64(message.oomKill);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    MemoryOomControl.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.MemoryOomControl();
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
                                    if ((value = reader.uint64()) !== 0n)
                                        message.oomKillDisable = value;
                                    else
                                        delete message.oomKillDisable;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.underOom = value;
                                    else
                                        delete message.underOom;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.oomKill = value;
                                    else
                                        delete message.oomKill;
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

                    return MemoryOomControl;
                });

                lazy(v1, "MemoryStat", function() {

                    const MemoryStat = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    MemoryStat.prototype.cache = 0n;
                    MemoryStat.prototype.rss = 0n;
                    MemoryStat.prototype.rssHuge = 0n;
                    MemoryStat.prototype.mappedFile = 0n;
                    MemoryStat.prototype.dirty = 0n;
                    MemoryStat.prototype.writeback = 0n;
                    MemoryStat.prototype.pgPgIn = 0n;
                    MemoryStat.prototype.pgPgOut = 0n;
                    MemoryStat.prototype.pgFault = 0n;
                    MemoryStat.prototype.pgMajFault = 0n;
                    MemoryStat.prototype.inactiveAnon = 0n;
                    MemoryStat.prototype.activeAnon = 0n;
                    MemoryStat.prototype.inactiveFile = 0n;
                    MemoryStat.prototype.activeFile = 0n;
                    MemoryStat.prototype.unevictable = 0n;
                    MemoryStat.prototype.hierarchicalMemoryLimit = 0n;
                    MemoryStat.prototype.hierarchicalSwapLimit = 0n;
                    MemoryStat.prototype.totalCache = 0n;
                    MemoryStat.prototype.totalRss = 0n;
                    MemoryStat.prototype.totalRssHuge = 0n;
                    MemoryStat.prototype.totalMappedFile = 0n;
                    MemoryStat.prototype.totalDirty = 0n;
                    MemoryStat.prototype.totalWriteback = 0n;
                    MemoryStat.prototype.totalPgPgIn = 0n;
                    MemoryStat.prototype.totalPgPgOut = 0n;
                    MemoryStat.prototype.totalPgFault = 0n;
                    MemoryStat.prototype.totalPgMajFault = 0n;
                    MemoryStat.prototype.totalInactiveAnon = 0n;
                    MemoryStat.prototype.totalActiveAnon = 0n;
                    MemoryStat.prototype.totalInactiveFile = 0n;
                    MemoryStat.prototype.totalActiveFile = 0n;
                    MemoryStat.prototype.totalUnevictable = 0n;
                    MemoryStat.prototype.usage = null;
                    MemoryStat.prototype.swap = null;
                    MemoryStat.prototype.kernel = null;
                    MemoryStat.prototype.kernelTcp = null;

                    MemoryStat.create = function(properties) {
                        return new MemoryStat(properties);
                    };

                    MemoryStat.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.cache != null && $Object.hasOwnProperty.call(message, "cache") && (message.cache !== 0n))
                            writer.uint32(8).uint64(message.cache);
                        if (message.rss != null && $Object.hasOwnProperty.call(message, "rss") && (message.rss !== 0n))
                            writer.uint32(16).uint64(message.rss);
                        if (message.rssHuge != null && $Object.hasOwnProperty.call(message, "rssHuge") && (message.rssHuge !== 0n))
                            writer.uint32(24).uint64(message.rssHuge);
                        if (message.mappedFile != null && $Object.hasOwnProperty.call(message, "mappedFile") && (message.mappedFile !== 0n))
                            writer.uint32(32).uint64(message.mappedFile);
                        if (message.dirty != null && $Object.hasOwnProperty.call(message, "dirty") && (message.dirty !== 0n))
                            writer.uint32(40).uint64(message.dirty);
                        if (message.writeback != null && $Object.hasOwnProperty.call(message, "writeback") && (message.writeback !== 0n))
                            writer.uint32(48).uint64(message.writeback);
                        if (message.pgPgIn != null && $Object.hasOwnProperty.call(message, "pgPgIn") && (message.pgPgIn !== 0n))
                            writer.uint32(56).uint64(message.pgPgIn);
                        if (message.pgPgOut != null && $Object.hasOwnProperty.call(message, "pgPgOut") && (message.pgPgOut !== 0n))
                            writer.uint32(64).uint64(message.pgPgOut);
                        if (message.pgFault != null && $Object.hasOwnProperty.call(message, "pgFault") && (message.pgFault !== 0n))
                            writer.uint32(72).uint64(message.pgFault);
                        if (message.pgMajFault != null && $Object.hasOwnProperty.call(message, "pgMajFault") && (message.pgMajFault !== 0n))
                            writer.uint32(80).uint64(message.pgMajFault);
                        if (message.inactiveAnon != null && $Object.hasOwnProperty.call(message, "inactiveAnon") && (message.inactiveAnon !== 0n))
                            writer.uint32(88).uint64(message.inactiveAnon);
                        if (message.activeAnon != null && $Object.hasOwnProperty.call(message, "activeAnon") && (message.activeAnon !== 0n))
                            writer.uint32(96).uint64(message.activeAnon);
                        if (message.inactiveFile != null && $Object.hasOwnProperty.call(message, "inactiveFile") && (message.inactiveFile !== 0n))
                            writer.uint32(104).uint64(message.inactiveFile);
                        if (message.activeFile != null && $Object.hasOwnProperty.call(message, "activeFile") && (message.activeFile !== 0n))
                            writer.uint32(112).uint64(message.activeFile);
                        if (message.unevictable != null && $Object.hasOwnProperty.call(message, "unevictable") && (message.unevictable !== 0n))
                            writer.uint32(120).uint64(message.unevictable);
                        if (message.hierarchicalMemoryLimit != null && $Object.hasOwnProperty.call(message, "hierarchicalMemoryLimit") && (message.hierarchicalMemoryLimit !== 0n))
                            writer.uint32(128).uint64(message.hierarchicalMemoryLimit);
                        if (message.hierarchicalSwapLimit != null && $Object.hasOwnProperty.call(message, "hierarchicalSwapLimit") && (message.hierarchicalSwapLimit !== 0n))
                            writer.uint32(136).uint64(message.hierarchicalSwapLimit);
                        if (message.totalCache != null && $Object.hasOwnProperty.call(message, "totalCache") && (message.totalCache !== 0n))
                            writer.uint32(144).uint64(message.totalCache);
                        if (message.totalRss != null && $Object.hasOwnProperty.call(message, "totalRss") && (message.totalRss !== 0n))
                            writer.uint32(152).uint64(message.totalRss);
                        if (message.totalRssHuge != null && $Object.hasOwnProperty.call(message, "totalRssHuge") && (message.totalRssHuge !== 0n))
                            writer.uint32(160).uint64(message.totalRssHuge);
                        if (message.totalMappedFile != null && $Object.hasOwnProperty.call(message, "totalMappedFile") && (message.totalMappedFile !== 0n))
                            writer.uint32(168).uint64(message.totalMappedFile);
                        if (message.totalDirty != null && $Object.hasOwnProperty.call(message, "totalDirty") && (message.totalDirty !== 0n))
                            writer.uint32(176).uint64(message.totalDirty);
                        if (message.totalWriteback != null && $Object.hasOwnProperty.call(message, "totalWriteback") && (message.totalWriteback !== 0n))
                            writer.uint32(184).uint64(message.totalWriteback);
                        if (message.totalPgPgIn != null && $Object.hasOwnProperty.call(message, "totalPgPgIn") && (message.totalPgPgIn !== 0n))
                            writer.uint32(192).uint64(message.totalPgPgIn);
                        if (message.totalPgPgOut != null && $Object.hasOwnProperty.call(message, "totalPgPgOut") && (message.totalPgPgOut !== 0n))
                            writer.uint32(200).uint64(message.totalPgPgOut);
                        if (message.totalPgFault != null && $Object.hasOwnProperty.call(message, "totalPgFault") && (message.totalPgFault !== 0n))
                            writer.uint32(208).uint64(message.totalPgFault);
                        if (message.totalPgMajFault != null && $Object.hasOwnProperty.call(message, "totalPgMajFault") && (message.totalPgMajFault !== 0n))
                            writer.uint32(216).uint64(message.totalPgMajFault);
                        if (message.totalInactiveAnon != null && $Object.hasOwnProperty.call(message, "totalInactiveAnon") && (message.totalInactiveAnon !== 0n))
                            writer.uint32(224).uint64(message.totalInactiveAnon);
                        if (message.totalActiveAnon != null && $Object.hasOwnProperty.call(message, "totalActiveAnon") && (message.totalActiveAnon !== 0n))
                            writer.uint32(232).uint64(message.totalActiveAnon);
                        if (message.totalInactiveFile != null && $Object.hasOwnProperty.call(message, "totalInactiveFile") && (message.totalInactiveFile !== 0n))
                            writer.uint32(240).uint64(message.totalInactiveFile);
                        if (message.totalActiveFile != null && $Object.hasOwnProperty.call(message, "totalActiveFile") && (message.totalActiveFile !== 0n))
                            writer.uint32(248).uint64(message.totalActiveFile);
                        if (message.totalUnevictable != null && $Object.hasOwnProperty.call(message, "totalUnevictable") && (message.totalUnevictable !== 0n))
                            writer.uint32(256).uint64(message.totalUnevictable);
                        if (message.usage != null && $Object.hasOwnProperty.call(message, "usage"))
                            $root.io.containerd.cgroups.v1.MemoryEntry.encode(message.usage, writer.uint32(266).fork(), _depth + 1).ldelim();
                        if (message.swap != null && $Object.hasOwnProperty.call(message, "swap"))
                            $root.io.containerd.cgroups.v1.MemoryEntry.encode(message.swap, writer.uint32(274).fork(), _depth + 1).ldelim();
                        if (message.kernel != null && $Object.hasOwnProperty.call(message, "kernel"))
                            $root.io.containerd.cgroups.v1.MemoryEntry.encode(message.kernel, writer.uint32(282).fork(), _depth + 1).ldelim();
                        if (message.kernelTcp != null && $Object.hasOwnProperty.call(message, "kernelTcp"))
                            $root.io.containerd.cgroups.v1.MemoryEntry.encode(message.kernelTcp, writer.uint32(290).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    MemoryStat.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.MemoryStat();
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
                                    if ((value = reader.uint64()) !== 0n)
                                        message.cache = value;
                                    else
                                        delete message.cache;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.rss = value;
                                    else
                                        delete message.rss;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.rssHuge = value;
                                    else
                                        delete message.rssHuge;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.mappedFile = value;
                                    else
                                        delete message.mappedFile;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.dirty = value;
                                    else
                                        delete message.dirty;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.writeback = value;
                                    else
                                        delete message.writeback;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgPgIn = value;
                                    else
                                        delete message.pgPgIn;
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgPgOut = value;
                                    else
                                        delete message.pgPgOut;
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgFault = value;
                                    else
                                        delete message.pgFault;
                                    continue;
                                }
                            case 10: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgMajFault = value;
                                    else
                                        delete message.pgMajFault;
                                    continue;
                                }
                            case 11: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.inactiveAnon = value;
                                    else
                                        delete message.inactiveAnon;
                                    continue;
                                }
                            case 12: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.activeAnon = value;
                                    else
                                        delete message.activeAnon;
                                    continue;
                                }
                            case 13: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.inactiveFile = value;
                                    else
                                        delete message.inactiveFile;
                                    continue;
                                }
                            case 14: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.activeFile = value;
                                    else
                                        delete message.activeFile;
                                    continue;
                                }
                            case 15: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.unevictable = value;
                                    else
                                        delete message.unevictable;
                                    continue;
                                }
                            case 16: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.hierarchicalMemoryLimit = value;
                                    else
                                        delete message.hierarchicalMemoryLimit;
                                    continue;
                                }
                            case 17: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.hierarchicalSwapLimit = value;
                                    else
                                        delete message.hierarchicalSwapLimit;
                                    continue;
                                }
                            case 18: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalCache = value;
                                    else
                                        delete message.totalCache;
                                    continue;
                                }
                            case 19: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalRss = value;
                                    else
                                        delete message.totalRss;
                                    continue;
                                }
                            case 20: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalRssHuge = value;
                                    else
                                        delete message.totalRssHuge;
                                    continue;
                                }
                            case 21: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalMappedFile = value;
                                    else
                                        delete message.totalMappedFile;
                                    continue;
                                }
                            case 22: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalDirty = value;
                                    else
                                        delete message.totalDirty;
                                    continue;
                                }
                            case 23: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalWriteback = value;
                                    else
                                        delete message.totalWriteback;
                                    continue;
                                }
                            case 24: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalPgPgIn = value;
                                    else
                                        delete message.totalPgPgIn;
                                    continue;
                                }
                            case 25: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalPgPgOut = value;
                                    else
                                        delete message.totalPgPgOut;
                                    continue;
                                }
                            case 26: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalPgFault = value;
                                    else
                                        delete message.totalPgFault;
                                    continue;
                                }
                            case 27: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalPgMajFault = value;
                                    else
                                        delete message.totalPgMajFault;
                                    continue;
                                }
                            case 28: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalInactiveAnon = value;
                                    else
                                        delete message.totalInactiveAnon;
                                    continue;
                                }
                            case 29: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalActiveAnon = value;
                                    else
                                        delete message.totalActiveAnon;
                                    continue;
                                }
                            case 30: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalInactiveFile = value;
                                    else
                                        delete message.totalInactiveFile;
                                    continue;
                                }
                            case 31: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalActiveFile = value;
                                    else
                                        delete message.totalActiveFile;
                                    continue;
                                }
                            case 32: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.totalUnevictable = value;
                                    else
                                        delete message.totalUnevictable;
                                    continue;
                                }
                            case 33: {
                                    if (wireType !== 2)
                                        break;
                                    message.usage = $root.io.containerd.cgroups.v1.MemoryEntry.decode(reader, reader.size(), $undefined, _depth + 1, message.usage);
                                    continue;
                                }
                            case 34: {
                                    if (wireType !== 2)
                                        break;
                                    message.swap = $root.io.containerd.cgroups.v1.MemoryEntry.decode(reader, reader.size(), $undefined, _depth + 1, message.swap);
                                    continue;
                                }
                            case 35: {
                                    if (wireType !== 2)
                                        break;
                                    message.kernel = $root.io.containerd.cgroups.v1.MemoryEntry.decode(reader, reader.size(), $undefined, _depth + 1, message.kernel);
                                    continue;
                                }
                            case 36: {
                                    if (wireType !== 2)
                                        break;
                                    message.kernelTcp = $root.io.containerd.cgroups.v1.MemoryEntry.decode(reader, reader.size(), $undefined, _depth + 1, message.kernelTcp);
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

                    return MemoryStat;
                });

                lazy(v1, "Metrics", function() {

                    const Metrics = function (properties) {
                        this.hugetlb = [];
                        this.network = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Metrics.prototype.hugetlb = $util.emptyArray;
                    Metrics.prototype.pids = null;
                    Metrics.prototype.cpu = null;
                    Metrics.prototype.memory = null;
                    Metrics.prototype.blkio = null;
                    Metrics.prototype.rdma = null;
                    Metrics.prototype.network = $util.emptyArray;
                    Metrics.prototype.cgroupStats = null;
                    Metrics.prototype.memoryOomControl = null;

                    Metrics.create = function(properties) {
                        return new Metrics(properties);
                    };

                    Metrics.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.hugetlb != null && message.hugetlb.length)
                            for (let i = 0; i < message.hugetlb.length; ++i)
                                $root.io.containerd.cgroups.v1.HugetlbStat.encode(message.hugetlb[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.pids != null && $Object.hasOwnProperty.call(message, "pids"))
                            $root.io.containerd.cgroups.v1.PidsStat.encode(message.pids, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.cpu != null && $Object.hasOwnProperty.call(message, "cpu"))
                            $root.io.containerd.cgroups.v1.CPUStat.encode(message.cpu, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.memory != null && $Object.hasOwnProperty.call(message, "memory"))
                            $root.io.containerd.cgroups.v1.MemoryStat.encode(message.memory, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.blkio != null && $Object.hasOwnProperty.call(message, "blkio"))
                            $root.io.containerd.cgroups.v1.BlkIOStat.encode(message.blkio, writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.rdma != null && $Object.hasOwnProperty.call(message, "rdma"))
                            $root.io.containerd.cgroups.v1.RdmaStat.encode(message.rdma, writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.network != null && message.network.length)
                            for (let i = 0; i < message.network.length; ++i)
                                $root.io.containerd.cgroups.v1.NetworkStat.encode(message.network[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.cgroupStats != null && $Object.hasOwnProperty.call(message, "cgroupStats"))
                            $root.io.containerd.cgroups.v1.CgroupStats.encode(message.cgroupStats, writer.uint32(66).fork(), _depth + 1).ldelim();
                        if (message.memoryOomControl != null && $Object.hasOwnProperty.call(message, "memoryOomControl"))
                            $root.io.containerd.cgroups.v1.MemoryOomControl.encode(message.memoryOomControl, writer.uint32(74).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Metrics.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.Metrics();
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
                                    if (!(message.hugetlb && message.hugetlb.length))
                                        message.hugetlb = [];
                                    message.hugetlb.push($root.io.containerd.cgroups.v1.HugetlbStat.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.pids = $root.io.containerd.cgroups.v1.PidsStat.decode(reader, reader.size(), $undefined, _depth + 1, message.pids);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.cpu = $root.io.containerd.cgroups.v1.CPUStat.decode(reader, reader.size(), $undefined, _depth + 1, message.cpu);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.memory = $root.io.containerd.cgroups.v1.MemoryStat.decode(reader, reader.size(), $undefined, _depth + 1, message.memory);
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    message.blkio = $root.io.containerd.cgroups.v1.BlkIOStat.decode(reader, reader.size(), $undefined, _depth + 1, message.blkio);
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    message.rdma = $root.io.containerd.cgroups.v1.RdmaStat.decode(reader, reader.size(), $undefined, _depth + 1, message.rdma);
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.network && message.network.length))
                                        message.network = [];
                                    message.network.push($root.io.containerd.cgroups.v1.NetworkStat.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 2)
                                        break;
                                    message.cgroupStats = $root.io.containerd.cgroups.v1.CgroupStats.decode(reader, reader.size(), $undefined, _depth + 1, message.cgroupStats);
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 2)
                                        break;
                                    message.memoryOomControl = $root.io.containerd.cgroups.v1.MemoryOomControl.decode(reader, reader.size(), $undefined, _depth + 1, message.memoryOomControl);
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

                    return Metrics;
                });

                lazy(v1, "NetworkStat", function() {

                    const NetworkStat = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    NetworkStat.prototype.name = "";
                    NetworkStat.prototype.rxBytes = 0n;
                    NetworkStat.prototype.rxPackets = 0n;
                    NetworkStat.prototype.rxErrors = 0n;
                    NetworkStat.prototype.rxDropped = 0n;
                    NetworkStat.prototype.txBytes = 0n;
                    NetworkStat.prototype.txPackets = 0n;
                    NetworkStat.prototype.txErrors = 0n;
                    NetworkStat.prototype.txDropped = 0n;

                    NetworkStat.create = function(properties) {
                        return new NetworkStat(properties);
                    };

                    NetworkStat.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                            writer.uint32(10).string(message.name);
                        if (message.rxBytes != null && $Object.hasOwnProperty.call(message, "rxBytes") && (message.rxBytes !== 0n))
                            writer.uint32(16).uint64(message.rxBytes);
                        if (message.rxPackets != null && $Object.hasOwnProperty.call(message, "rxPackets") && (message.rxPackets !== 0n))
                            writer.uint32(24).uint64(message.rxPackets);
                        if (message.rxErrors != null && $Object.hasOwnProperty.call(message, "rxErrors") && (message.rxErrors !== 0n))
                            writer.uint32(32).uint64(message.rxErrors);
                        if (message.rxDropped != null && $Object.hasOwnProperty.call(message, "rxDropped") && (message.rxDropped !== 0n))
                            writer.uint32(40).uint64(message.rxDropped);
                        if (message.txBytes != null && $Object.hasOwnProperty.call(message, "txBytes") && (message.txBytes !== 0n))
                            writer.uint32(48).uint64(message.txBytes);
                        if (message.txPackets != null && $Object.hasOwnProperty.call(message, "txPackets") && (message.txPackets !== 0n))
                            writer.uint32(56).uint64(message.txPackets);
                        if (message.txErrors != null && $Object.hasOwnProperty.call(message, "txErrors") && (message.txErrors !== 0n))
                            writer.uint32(64).uint64(message.txErrors);
                        if (message.txDropped != null && $Object.hasOwnProperty.call(message, "txDropped") && (message.txDropped !== 0n))
                            writer.uint32(72).uint64(message.txDropped);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    NetworkStat.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.NetworkStat();
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
                                        message.name = value;
                                    else
                                        delete message.name;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.rxBytes = value;
                                    else
                                        delete message.rxBytes;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.rxPackets = value;
                                    else
                                        delete message.rxPackets;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.rxErrors = value;
                                    else
                                        delete message.rxErrors;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.rxDropped = value;
                                    else
                                        delete message.rxDropped;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.txBytes = value;
                                    else
                                        delete message.txBytes;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.txPackets = value;
                                    else
                                        delete message.txPackets;
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.txErrors = value;
                                    else
                                        delete message.txErrors;
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.txDropped = value;
                                    else
                                        delete message.txDropped;
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

                    return NetworkStat;
                });

                lazy(v1, "PidsStat", function() {

                    const PidsStat = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PidsStat.prototype.current = 0n;
                    PidsStat.prototype.limit = 0n;

                    PidsStat.create = function(properties) {
                        return new PidsStat(properties);
                    };

                    PidsStat.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.current != null && $Object.hasOwnProperty.call(message, "current") && (message.current !== 0n))
                            writer.uint32(8).uint64(message.current);
                        if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && (message.limit !== 0n))
                            writer.uint32(16).uint64(message.limit);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PidsStat.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.PidsStat();
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
                                    if ((value = reader.uint64()) !== 0n)
                                        message.current = value;
                                    else
                                        delete message.current;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.limit = value;
                                    else
                                        delete message.limit;
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

                    return PidsStat;
                });

                lazy(v1, "RdmaEntry", function() {

                    const RdmaEntry = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    RdmaEntry.prototype.device = "";
                    RdmaEntry.prototype.hcaHandles = 0;
                    RdmaEntry.prototype.hcaObjects = 0;

                    RdmaEntry.create = function(properties) {
                        return new RdmaEntry(properties);
                    };

                    RdmaEntry.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                            writer.uint32(10).string(message.device);
                        if (message.hcaHandles != null && $Object.hasOwnProperty.call(message, "hcaHandles") && message.hcaHandles !== 0)
                            writer.uint32(16).uint32(message.hcaHandles);
                        if (message.hcaObjects != null && $Object.hasOwnProperty.call(message, "hcaObjects") && message.hcaObjects !== 0)
                            writer.uint32(24).uint32(message.hcaObjects);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    RdmaEntry.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.RdmaEntry();
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
                                        message.device = value;
                                    else
                                        delete message.device;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.uint32())
                                        message.hcaHandles = value;
                                    else
                                        delete message.hcaHandles;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.uint32())
                                        message.hcaObjects = value;
                                    else
                                        delete message.hcaObjects;
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

                    return RdmaEntry;
                });

                lazy(v1, "RdmaStat", function() {

                    const RdmaStat = function (properties) {
                        this.current = [];
                        this.limit = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    RdmaStat.prototype.current = $util.emptyArray;
                    RdmaStat.prototype.limit = $util.emptyArray;

                    RdmaStat.create = function(properties) {
                        return new RdmaStat(properties);
                    };

                    RdmaStat.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.current != null && message.current.length)
                            for (let i = 0; i < message.current.length; ++i)
                                $root.io.containerd.cgroups.v1.RdmaEntry.encode(message.current[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.limit != null && message.limit.length)
                            for (let i = 0; i < message.limit.length; ++i)
                                $root.io.containerd.cgroups.v1.RdmaEntry.encode(message.limit[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    RdmaStat.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.io.containerd.cgroups.v1.RdmaStat();
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
                                    if (!(message.current && message.current.length))
                                        message.current = [];
                                    message.current.push($root.io.containerd.cgroups.v1.RdmaEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.limit && message.limit.length))
                                        message.limit = [];
                                    message.limit.push($root.io.containerd.cgroups.v1.RdmaEntry.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return RdmaStat;
                });

                lazy(v1, "Throttle", function() {

                    const Throttle = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Throttle.prototype.periods = 0n;
                    Throttle.prototype.throttledPeriods = 0n;
                    Throttle.prototype.throttledTime = 0n;

                    Throttle.create = function(properties) {
                        return new Throttle(properties);
                    };

                    Throttle.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.periods != null && $Object.hasOwnProperty.call(message, "periods") && (message.periods !== 0n))
                            writer.uint32(8).uint64(message.periods);
                        if (message.throttledPeriods != null && $Object.hasOwnProperty.call(message, "throttledPeriods") && (message.throttledPeriods !== 0n))
                            writer.uint32(16).uint64(message.throttledPeriods);
                        if (message.throttledTime != null && $Object.hasOwnProperty.call(message, "throttledTime") && (message.throttledTime !== 0n))
                            writer.uint32(24).uint64(message.throttledTime);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Throttle.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v1.Throttle();
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
                                    if ((value = reader.uint64()) !== 0n)
                                        message.periods = value;
                                    else
                                        delete message.periods;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.throttledPeriods = value;
                                    else
                                        delete message.throttledPeriods;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.throttledTime = value;
                                    else
                                        delete message.throttledTime;
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

                    return Throttle;
                });

                return v1;
            });

            return cgroups;
        });

        return containerd;
    });

    return io;
})();

export {
  $root as default
};
