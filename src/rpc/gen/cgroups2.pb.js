/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";
import { lazy } from "../lazy.ts";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["tsrt_cgroups2"] || ($protobuf.roots["tsrt_cgroups2"] = {});

export const io = $root.io = (() => {

    const io = {};

    lazy(io, "containerd", function() {

        const containerd = {};

        lazy(containerd, "cgroups", function() {

            const cgroups = {};

            lazy(cgroups, "v2", function() {

                const v2 = {};

                lazy(v2, "CPUStat", function() {

                    const CPUStat = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    CPUStat.prototype.usageUsec = 0n;
                    CPUStat.prototype.userUsec = 0n;
                    CPUStat.prototype.systemUsec = 0n;
                    CPUStat.prototype.nrPeriods = 0n;
                    CPUStat.prototype.nrThrottled = 0n;
                    CPUStat.prototype.throttledUsec = 0n;
                    CPUStat.prototype.psi = null;
                    CPUStat.prototype.nrBursts = 0n;
                    CPUStat.prototype.burstUsec = 0n;

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
                        if (message.usageUsec != null && $Object.hasOwnProperty.call(message, "usageUsec") && (message.usageUsec !== 0n))
                            writer.uint32(8).uint64(message.usageUsec);
                        if (message.userUsec != null && $Object.hasOwnProperty.call(message, "userUsec") && (message.userUsec !== 0n))
                            writer.uint32(16).uint64(message.userUsec);
                        if (message.systemUsec != null && $Object.hasOwnProperty.call(message, "systemUsec") && (message.systemUsec !== 0n))
                            writer.uint32(24).uint64(message.systemUsec);
                        if (message.nrPeriods != null && $Object.hasOwnProperty.call(message, "nrPeriods") && (message.nrPeriods !== 0n))
                            writer.uint32(32).uint64(message.nrPeriods);
                        if (message.nrThrottled != null && $Object.hasOwnProperty.call(message, "nrThrottled") && (message.nrThrottled !== 0n))
                            writer.uint32(40).uint64(message.nrThrottled);
                        if (message.throttledUsec != null && $Object.hasOwnProperty.call(message, "throttledUsec") && (message.throttledUsec !== 0n))
                            writer.uint32(48).uint64(message.throttledUsec);
                        if (message.psi != null && $Object.hasOwnProperty.call(message, "psi"))
                            $root.io.containerd.cgroups.v2.PSIStats.encode(message.psi, writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.nrBursts != null && $Object.hasOwnProperty.call(message, "nrBursts") && (message.nrBursts !== 0n))
                            writer.uint32(64).uint64(message.nrBursts);
                        if (message.burstUsec != null && $Object.hasOwnProperty.call(message, "burstUsec") && (message.burstUsec !== 0n))
                            writer.uint32(72).uint64(message.burstUsec);
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
                        message = _target || new $root.io.containerd.cgroups.v2.CPUStat();
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
                                        message.usageUsec = value;
                                    else
                                        delete message.usageUsec;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.userUsec = value;
                                    else
                                        delete message.userUsec;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.systemUsec = value;
                                    else
                                        delete message.systemUsec;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.nrPeriods = value;
                                    else
                                        delete message.nrPeriods;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.nrThrottled = value;
                                    else
                                        delete message.nrThrottled;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.throttledUsec = value;
                                    else
                                        delete message.throttledUsec;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    message.psi = $root.io.containerd.cgroups.v2.PSIStats.decode(reader, reader.size(), $undefined, _depth + 1, message.psi);
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.nrBursts = value;
                                    else
                                        delete message.nrBursts;
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.burstUsec = value;
                                    else
                                        delete message.burstUsec;
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

                lazy(v2, "HugeTlbStat", function() {

                    const HugeTlbStat = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    HugeTlbStat.prototype.current = 0n;
                    HugeTlbStat.prototype.max = 0n;
                    HugeTlbStat.prototype.pagesize = "";
                    HugeTlbStat.prototype.failcnt = 0n;

                    HugeTlbStat.create = function(properties) {
                        return new HugeTlbStat(properties);
                    };

                    HugeTlbStat.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.current != null && $Object.hasOwnProperty.call(message, "current") && (message.current !== 0n))
                            writer.uint32(8).uint64(message.current);
                        if (message.max != null && $Object.hasOwnProperty.call(message, "max") && (message.max !== 0n))
                            writer.uint32(16).uint64(message.max);
                        if (message.pagesize != null && $Object.hasOwnProperty.call(message, "pagesize") && message.pagesize !== "")
                            writer.uint32(26).string(message.pagesize);
                        if (message.failcnt != null && $Object.hasOwnProperty.call(message, "failcnt") && (message.failcnt !== 0n))
                            writer.uint32(32).uint64(message.failcnt);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    HugeTlbStat.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v2.HugeTlbStat();
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
                                        message.max = value;
                                    else
                                        delete message.max;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.pagesize = value;
                                    else
                                        delete message.pagesize;
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

                    return HugeTlbStat;
                });

                lazy(v2, "IOEntry", function() {

                    const IOEntry = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    IOEntry.prototype.major = 0n;
                    IOEntry.prototype.minor = 0n;
                    IOEntry.prototype.rbytes = 0n;
                    IOEntry.prototype.wbytes = 0n;
                    IOEntry.prototype.rios = 0n;
                    IOEntry.prototype.wios = 0n;

                    IOEntry.create = function(properties) {
                        return new IOEntry(properties);
                    };

                    IOEntry.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.major != null && $Object.hasOwnProperty.call(message, "major") && (message.major !== 0n))
                            writer.uint32(8).uint64(message.major);
                        if (message.minor != null && $Object.hasOwnProperty.call(message, "minor") && (message.minor !== 0n))
                            writer.uint32(16).uint64(message.minor);
                        if (message.rbytes != null && $Object.hasOwnProperty.call(message, "rbytes") && (message.rbytes !== 0n))
                            writer.uint32(24).uint64(message.rbytes);
                        if (message.wbytes != null && $Object.hasOwnProperty.call(message, "wbytes") && (message.wbytes !== 0n))
                            writer.uint32(32).uint64(message.wbytes);
                        if (message.rios != null && $Object.hasOwnProperty.call(message, "rios") && (message.rios !== 0n))
                            writer.uint32(40).uint64(message.rios);
                        if (message.wios != null && $Object.hasOwnProperty.call(message, "wios") && (message.wios !== 0n))
                            writer.uint32(48).uint64(message.wios);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    IOEntry.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v2.IOEntry();
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
                                        message.major = value;
                                    else
                                        delete message.major;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.minor = value;
                                    else
                                        delete message.minor;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.rbytes = value;
                                    else
                                        delete message.rbytes;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.wbytes = value;
                                    else
                                        delete message.wbytes;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.rios = value;
                                    else
                                        delete message.rios;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.wios = value;
                                    else
                                        delete message.wios;
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

                    return IOEntry;
                });

                lazy(v2, "IOStat", function() {

                    const IOStat = function (properties) {
                        this.usage = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    IOStat.prototype.usage = $util.emptyArray;
                    IOStat.prototype.psi = null;

                    IOStat.create = function(properties) {
                        return new IOStat(properties);
                    };

                    IOStat.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.usage != null && message.usage.length)
                            for (let i = 0; i < message.usage.length; ++i)
                                $root.io.containerd.cgroups.v2.IOEntry.encode(message.usage[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.psi != null && $Object.hasOwnProperty.call(message, "psi"))
                            $root.io.containerd.cgroups.v2.PSIStats.encode(message.psi, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    IOStat.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v2.IOStat();
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
                                    if (!(message.usage && message.usage.length))
                                        message.usage = [];
                                    message.usage.push($root.io.containerd.cgroups.v2.IOEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.psi = $root.io.containerd.cgroups.v2.PSIStats.decode(reader, reader.size(), $undefined, _depth + 1, message.psi);
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

                    return IOStat;
                });

                lazy(v2, "MemoryEvents", function() {

                    const MemoryEvents = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    MemoryEvents.prototype.low = 0n;
                    MemoryEvents.prototype.high = 0n;
                    MemoryEvents.prototype.max = 0n;
                    MemoryEvents.prototype.oom = 0n;
                    MemoryEvents.prototype.oomKill = 0n;
                    MemoryEvents.prototype.oomGroupKill = 0n;

                    MemoryEvents.create = function(properties) {
                        return new MemoryEvents(properties);
                    };

                    MemoryEvents.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.low != null && $Object.hasOwnProperty.call(message, "low") && (message.low !== 0n))
                            writer.uint32(8).uint64(message.low);
                        if (message.high != null && $Object.hasOwnProperty.call(message, "high") && (message.high !== 0n))
                            writer.uint32(16).uint64(message.high);
                        if (message.max != null && $Object.hasOwnProperty.call(message, "max") && (message.max !== 0n))
                            writer.uint32(24).uint64(message.max);
                        if (message.oom != null && $Object.hasOwnProperty.call(message, "oom") && (message.oom !== 0n))
                            writer.uint32(32).uint64(message.oom);
                        if (message.oomKill != null && $Object.hasOwnProperty.call(message, "oomKill") && (message.oomKill !== 0n))
                            writer.uint32(40).uint64(message.oomKill);
                        if (message.oomGroupKill != null && $Object.hasOwnProperty.call(message, "oomGroupKill") && (message.oomGroupKill !== 0n))
                            writer.uint32(48).uint64(message.oomGroupKill);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    MemoryEvents.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v2.MemoryEvents();
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
                                        message.low = value;
                                    else
                                        delete message.low;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.high = value;
                                    else
                                        delete message.high;
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
                                        message.oom = value;
                                    else
                                        delete message.oom;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.oomKill = value;
                                    else
                                        delete message.oomKill;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.oomGroupKill = value;
                                    else
                                        delete message.oomGroupKill;
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

                    return MemoryEvents;
                });

                lazy(v2, "MemoryStat", function() {

                    const MemoryStat = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    MemoryStat.prototype.anon = 0n;
                    MemoryStat.prototype.file = 0n;
                    MemoryStat.prototype.kernelStack = 0n;
                    MemoryStat.prototype.slab = 0n;
                    MemoryStat.prototype.sock = 0n;
                    MemoryStat.prototype.shmem = 0n;
                    MemoryStat.prototype.fileMapped = 0n;
                    MemoryStat.prototype.fileDirty = 0n;
                    MemoryStat.prototype.fileWriteback = 0n;
                    MemoryStat.prototype.anonThp = 0n;
                    MemoryStat.prototype.inactiveAnon = 0n;
                    MemoryStat.prototype.activeAnon = 0n;
                    MemoryStat.prototype.inactiveFile = 0n;
                    MemoryStat.prototype.activeFile = 0n;
                    MemoryStat.prototype.unevictable = 0n;
                    MemoryStat.prototype.slabReclaimable = 0n;
                    MemoryStat.prototype.slabUnreclaimable = 0n;
                    MemoryStat.prototype.pgfault = 0n;
                    MemoryStat.prototype.pgmajfault = 0n;
                    MemoryStat.prototype.workingsetRefault = 0n;
                    MemoryStat.prototype.workingsetActivate = 0n;
                    MemoryStat.prototype.workingsetNodereclaim = 0n;
                    MemoryStat.prototype.pgrefill = 0n;
                    MemoryStat.prototype.pgscan = 0n;
                    MemoryStat.prototype.pgsteal = 0n;
                    MemoryStat.prototype.pgactivate = 0n;
                    MemoryStat.prototype.pgdeactivate = 0n;
                    MemoryStat.prototype.pglazyfree = 0n;
                    MemoryStat.prototype.pglazyfreed = 0n;
                    MemoryStat.prototype.thpFaultAlloc = 0n;
                    MemoryStat.prototype.thpCollapseAlloc = 0n;
                    MemoryStat.prototype.usage = 0n;
                    MemoryStat.prototype.usageLimit = 0n;
                    MemoryStat.prototype.swapUsage = 0n;
                    MemoryStat.prototype.swapLimit = 0n;
                    MemoryStat.prototype.maxUsage = 0n;
                    MemoryStat.prototype.swapMaxUsage = 0n;
                    MemoryStat.prototype.psi = null;

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
                        if (message.anon != null && $Object.hasOwnProperty.call(message, "anon") && (message.anon !== 0n))
                            writer.uint32(8).uint64(message.anon);
                        if (message.file != null && $Object.hasOwnProperty.call(message, "file") && (message.file !== 0n))
                            writer.uint32(16).uint64(message.file);
                        if (message.kernelStack != null && $Object.hasOwnProperty.call(message, "kernelStack") && (message.kernelStack !== 0n))
                            writer.uint32(24).uint64(message.kernelStack);
                        if (message.slab != null && $Object.hasOwnProperty.call(message, "slab") && (message.slab !== 0n))
                            writer.uint32(32).uint64(message.slab);
                        if (message.sock != null && $Object.hasOwnProperty.call(message, "sock") && (message.sock !== 0n))
                            writer.uint32(40).uint64(message.sock);
                        if (message.shmem != null && $Object.hasOwnProperty.call(message, "shmem") && (message.shmem !== 0n))
                            writer.uint32(48).uint64(message.shmem);
                        if (message.fileMapped != null && $Object.hasOwnProperty.call(message, "fileMapped") && (message.fileMapped !== 0n))
                            writer.uint32(56).uint64(message.fileMapped);
                        if (message.fileDirty != null && $Object.hasOwnProperty.call(message, "fileDirty") && (message.fileDirty !== 0n))
                            writer.uint32(64).uint64(message.fileDirty);
                        if (message.fileWriteback != null && $Object.hasOwnProperty.call(message, "fileWriteback") && (message.fileWriteback !== 0n))
                            writer.uint32(72).uint64(message.fileWriteback);
                        if (message.anonThp != null && $Object.hasOwnProperty.call(message, "anonThp") && (message.anonThp !== 0n))
                            writer.uint32(80).uint64(message.anonThp);
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
                        if (message.slabReclaimable != null && $Object.hasOwnProperty.call(message, "slabReclaimable") && (message.slabReclaimable !== 0n))
                            writer.uint32(128).uint64(message.slabReclaimable);
                        if (message.slabUnreclaimable != null && $Object.hasOwnProperty.call(message, "slabUnreclaimable") && (message.slabUnreclaimable !== 0n))
                            writer.uint32(136).uint64(message.slabUnreclaimable);
                        if (message.pgfault != null && $Object.hasOwnProperty.call(message, "pgfault") && (message.pgfault !== 0n))
                            writer.uint32(144).uint64(message.pgfault);
                        if (message.pgmajfault != null && $Object.hasOwnProperty.call(message, "pgmajfault") && (message.pgmajfault !== 0n))
                            writer.uint32(152).uint64(message.pgmajfault);
                        if (message.workingsetRefault != null && $Object.hasOwnProperty.call(message, "workingsetRefault") && (message.workingsetRefault !== 0n))
                            writer.uint32(160).uint64(message.workingsetRefault);
                        if (message.workingsetActivate != null && $Object.hasOwnProperty.call(message, "workingsetActivate") && (message.workingsetActivate !== 0n))
                            writer.uint32(168).uint64(message.workingsetActivate);
                        if (message.workingsetNodereclaim != null && $Object.hasOwnProperty.call(message, "workingsetNodereclaim") && (message.workingsetNodereclaim !== 0n))
                            writer.uint32(176).uint64(message.workingsetNodereclaim);
                        if (message.pgrefill != null && $Object.hasOwnProperty.call(message, "pgrefill") && (message.pgrefill !== 0n))
                            writer.uint32(184).uint64(message.pgrefill);
                        if (message.pgscan != null && $Object.hasOwnProperty.call(message, "pgscan") && (message.pgscan !== 0n))
                            writer.uint32(192).uint64(message.pgscan);
                        if (message.pgsteal != null && $Object.hasOwnProperty.call(message, "pgsteal") && (message.pgsteal !== 0n))
                            writer.uint32(200).uint64(message.pgsteal);
                        if (message.pgactivate != null && $Object.hasOwnProperty.call(message, "pgactivate") && (message.pgactivate !== 0n))
                            writer.uint32(208).uint64(message.pgactivate);
                        if (message.pgdeactivate != null && $Object.hasOwnProperty.call(message, "pgdeactivate") && (message.pgdeactivate !== 0n))
                            writer.uint32(216).uint64(message.pgdeactivate);
                        if (message.pglazyfree != null && $Object.hasOwnProperty.call(message, "pglazyfree") && (message.pglazyfree !== 0n))
                            writer.uint32(224).uint64(message.pglazyfree);
                        if (message.pglazyfreed != null && $Object.hasOwnProperty.call(message, "pglazyfreed") && (message.pglazyfreed !== 0n))
                            writer.uint32(232).uint64(message.pglazyfreed);
                        if (message.thpFaultAlloc != null && $Object.hasOwnProperty.call(message, "thpFaultAlloc") && (message.thpFaultAlloc !== 0n))
                            writer.uint32(240).uint64(message.thpFaultAlloc);
                        if (message.thpCollapseAlloc != null && $Object.hasOwnProperty.call(message, "thpCollapseAlloc") && (message.thpCollapseAlloc !== 0n))
                            writer.uint32(248).uint64(message.thpCollapseAlloc);
                        if (message.usage != null && $Object.hasOwnProperty.call(message, "usage") && (message.usage !== 0n))
                            writer.uint32(256).uint64(message.usage);
                        if (message.usageLimit != null && $Object.hasOwnProperty.call(message, "usageLimit") && (message.usageLimit !== 0n))
                            writer.uint32(264).uint64(message.usageLimit);
                        if (message.swapUsage != null && $Object.hasOwnProperty.call(message, "swapUsage") && (message.swapUsage !== 0n))
                            writer.uint32(272).uint64(message.swapUsage);
                        if (message.swapLimit != null && $Object.hasOwnProperty.call(message, "swapLimit") && (message.swapLimit !== 0n))
                            writer.uint32(280).uint64(message.swapLimit);
                        if (message.maxUsage != null && $Object.hasOwnProperty.call(message, "maxUsage") && (message.maxUsage !== 0n))
                            writer.uint32(288).uint64(message.maxUsage);
                        if (message.swapMaxUsage != null && $Object.hasOwnProperty.call(message, "swapMaxUsage") && (message.swapMaxUsage !== 0n))
                            writer.uint32(296).uint64(message.swapMaxUsage);
                        if (message.psi != null && $Object.hasOwnProperty.call(message, "psi"))
                            $root.io.containerd.cgroups.v2.PSIStats.encode(message.psi, writer.uint32(306).fork(), _depth + 1).ldelim();
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
                        message = _target || new $root.io.containerd.cgroups.v2.MemoryStat();
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
                                        message.anon = value;
                                    else
                                        delete message.anon;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.file = value;
                                    else
                                        delete message.file;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.kernelStack = value;
                                    else
                                        delete message.kernelStack;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.slab = value;
                                    else
                                        delete message.slab;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.sock = value;
                                    else
                                        delete message.sock;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.shmem = value;
                                    else
                                        delete message.shmem;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.fileMapped = value;
                                    else
                                        delete message.fileMapped;
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.fileDirty = value;
                                    else
                                        delete message.fileDirty;
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.fileWriteback = value;
                                    else
                                        delete message.fileWriteback;
                                    continue;
                                }
                            case 10: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.anonThp = value;
                                    else
                                        delete message.anonThp;
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
                                        message.slabReclaimable = value;
                                    else
                                        delete message.slabReclaimable;
                                    continue;
                                }
                            case 17: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.slabUnreclaimable = value;
                                    else
                                        delete message.slabUnreclaimable;
                                    continue;
                                }
                            case 18: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgfault = value;
                                    else
                                        delete message.pgfault;
                                    continue;
                                }
                            case 19: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgmajfault = value;
                                    else
                                        delete message.pgmajfault;
                                    continue;
                                }
                            case 20: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.workingsetRefault = value;
                                    else
                                        delete message.workingsetRefault;
                                    continue;
                                }
                            case 21: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.workingsetActivate = value;
                                    else
                                        delete message.workingsetActivate;
                                    continue;
                                }
                            case 22: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.workingsetNodereclaim = value;
                                    else
                                        delete message.workingsetNodereclaim;
                                    continue;
                                }
                            case 23: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgrefill = value;
                                    else
                                        delete message.pgrefill;
                                    continue;
                                }
                            case 24: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgscan = value;
                                    else
                                        delete message.pgscan;
                                    continue;
                                }
                            case 25: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgsteal = value;
                                    else
                                        delete message.pgsteal;
                                    continue;
                                }
                            case 26: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgactivate = value;
                                    else
                                        delete message.pgactivate;
                                    continue;
                                }
                            case 27: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pgdeactivate = value;
                                    else
                                        delete message.pgdeactivate;
                                    continue;
                                }
                            case 28: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pglazyfree = value;
                                    else
                                        delete message.pglazyfree;
                                    continue;
                                }
                            case 29: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.pglazyfreed = value;
                                    else
                                        delete message.pglazyfreed;
                                    continue;
                                }
                            case 30: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.thpFaultAlloc = value;
                                    else
                                        delete message.thpFaultAlloc;
                                    continue;
                                }
                            case 31: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.thpCollapseAlloc = value;
                                    else
                                        delete message.thpCollapseAlloc;
                                    continue;
                                }
                            case 32: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.usage = value;
                                    else
                                        delete message.usage;
                                    continue;
                                }
                            case 33: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.usageLimit = value;
                                    else
                                        delete message.usageLimit;
                                    continue;
                                }
                            case 34: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.swapUsage = value;
                                    else
                                        delete message.swapUsage;
                                    continue;
                                }
                            case 35: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.swapLimit = value;
                                    else
                                        delete message.swapLimit;
                                    continue;
                                }
                            case 36: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.maxUsage = value;
                                    else
                                        delete message.maxUsage;
                                    continue;
                                }
                            case 37: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.swapMaxUsage = value;
                                    else
                                        delete message.swapMaxUsage;
                                    continue;
                                }
                            case 38: {
                                    if (wireType !== 2)
                                        break;
                                    message.psi = $root.io.containerd.cgroups.v2.PSIStats.decode(reader, reader.size(), $undefined, _depth + 1, message.psi);
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

                lazy(v2, "Metrics", function() {

                    const Metrics = function (properties) {
                        this.hugetlb = [];
                        this.network = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Metrics.prototype.pids = null;
                    Metrics.prototype.cpu = null;
                    Metrics.prototype.memory = null;
                    Metrics.prototype.rdma = null;
                    Metrics.prototype.io = null;
                    Metrics.prototype.hugetlb = $util.emptyArray;
                    Metrics.prototype.memoryEvents = null;
                    Metrics.prototype.network = $util.emptyArray;

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
                        if (message.pids != null && $Object.hasOwnProperty.call(message, "pids"))
                            $root.io.containerd.cgroups.v2.PidsStat.encode(message.pids, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.cpu != null && $Object.hasOwnProperty.call(message, "cpu"))
                            $root.io.containerd.cgroups.v2.CPUStat.encode(message.cpu, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.memory != null && $Object.hasOwnProperty.call(message, "memory"))
                            $root.io.containerd.cgroups.v2.MemoryStat.encode(message.memory, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.rdma != null && $Object.hasOwnProperty.call(message, "rdma"))
                            $root.io.containerd.cgroups.v2.RdmaStat.encode(message.rdma, writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.io != null && $Object.hasOwnProperty.call(message, "io"))
                            $root.io.containerd.cgroups.v2.IOStat.encode(message.io, writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.hugetlb != null && message.hugetlb.length)
                            for (let i = 0; i < message.hugetlb.length; ++i)
                                $root.io.containerd.cgroups.v2.HugeTlbStat.encode(message.hugetlb[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.memoryEvents != null && $Object.hasOwnProperty.call(message, "memoryEvents"))
                            $root.io.containerd.cgroups.v2.MemoryEvents.encode(message.memoryEvents, writer.uint32(66).fork(), _depth + 1).ldelim();
                        if (message.network != null && message.network.length)
                            for (let i = 0; i < message.network.length; ++i)
                                $root.io.containerd.cgroups.v2.NetworkStat.encode(message.network[i], writer.uint32(74).fork(), _depth + 1).ldelim();
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
                        message = _target || new $root.io.containerd.cgroups.v2.Metrics();
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
                                    message.pids = $root.io.containerd.cgroups.v2.PidsStat.decode(reader, reader.size(), $undefined, _depth + 1, message.pids);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.cpu = $root.io.containerd.cgroups.v2.CPUStat.decode(reader, reader.size(), $undefined, _depth + 1, message.cpu);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.memory = $root.io.containerd.cgroups.v2.MemoryStat.decode(reader, reader.size(), $undefined, _depth + 1, message.memory);
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    message.rdma = $root.io.containerd.cgroups.v2.RdmaStat.decode(reader, reader.size(), $undefined, _depth + 1, message.rdma);
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    message.io = $root.io.containerd.cgroups.v2.IOStat.decode(reader, reader.size(), $undefined, _depth + 1, message.io);
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.hugetlb && message.hugetlb.length))
                                        message.hugetlb = [];
                                    message.hugetlb.push($root.io.containerd.cgroups.v2.HugeTlbStat.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 2)
                                        break;
                                    message.memoryEvents = $root.io.containerd.cgroups.v2.MemoryEvents.decode(reader, reader.size(), $undefined, _depth + 1, message.memoryEvents);
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.network && message.network.length))
                                        message.network = [];
                                    message.network.push($root.io.containerd.cgroups.v2.NetworkStat.decode(reader, reader.size(), $undefined, _depth + 1));
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

                lazy(v2, "NetworkStat", function() {

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
                        message = _target || new $root.io.containerd.cgroups.v2.NetworkStat();
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

                lazy(v2, "PSIData", function() {

                    const PSIData = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PSIData.prototype.avg10 = 0;
                    PSIData.prototype.avg60 = 0;
                    PSIData.prototype.avg300 = 0;
                    PSIData.prototype.total = 0n;

                    PSIData.create = function(properties) {
                        return new PSIData(properties);
                    };

                    PSIData.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.avg10 != null && $Object.hasOwnProperty.call(message, "avg10") && !$Object.is(message.avg10, 0))
                            writer.uint32(9).double(message.avg10);
                        if (message.avg60 != null && $Object.hasOwnProperty.call(message, "avg60") && !$Object.is(message.avg60, 0))
                            writer.uint32(17).double(message.avg60);
                        if (message.avg300 != null && $Object.hasOwnProperty.call(message, "avg300") && !$Object.is(message.avg300, 0))
                            writer.uint32(25).double(message.avg300);
                        if (message.total != null && $Object.hasOwnProperty.call(message, "total") && (message.total !== 0n))
                            writer.uint32(32).uint64(message.total);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PSIData.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v2.PSIData();
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
                                    if (wireType !== 1)
                                        break;
                                    if (!$Object.is(value = reader.double(), 0))
                                        message.avg10 = value;
                                    else
                                        delete message.avg10;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 1)
                                        break;
                                    if (!$Object.is(value = reader.double(), 0))
                                        message.avg60 = value;
                                    else
                                        delete message.avg60;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 1)
                                        break;
                                    if (!$Object.is(value = reader.double(), 0))
                                        message.avg300 = value;
                                    else
                                        delete message.avg300;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.total = value;
                                    else
                                        delete message.total;
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

                    return PSIData;
                });

                lazy(v2, "PSIStats", function() {

                    const PSIStats = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PSIStats.prototype.some = null;
                    PSIStats.prototype.full = null;

                    PSIStats.create = function(properties) {
                        return new PSIStats(properties);
                    };

                    PSIStats.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.some != null && $Object.hasOwnProperty.call(message, "some"))
                            $root.io.containerd.cgroups.v2.PSIData.encode(message.some, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.full != null && $Object.hasOwnProperty.call(message, "full"))
                            $root.io.containerd.cgroups.v2.PSIData.encode(message.full, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PSIStats.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.io.containerd.cgroups.v2.PSIStats();
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
                                    message.some = $root.io.containerd.cgroups.v2.PSIData.decode(reader, reader.size(), $undefined, _depth + 1, message.some);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.full = $root.io.containerd.cgroups.v2.PSIData.decode(reader, reader.size(), $undefined, _depth + 1, message.full);
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

                    return PSIStats;
                });

                lazy(v2, "PidsStat", function() {

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
                        message = _target || new $root.io.containerd.cgroups.v2.PidsStat();
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

                lazy(v2, "RdmaEntry", function() {

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
                        message = _target || new $root.io.containerd.cgroups.v2.RdmaEntry();
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

                lazy(v2, "RdmaStat", function() {

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
                                $root.io.containerd.cgroups.v2.RdmaEntry.encode(message.current[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.limit != null && message.limit.length)
                            for (let i = 0; i < message.limit.length; ++i)
                                $root.io.containerd.cgroups.v2.RdmaEntry.encode(message.limit[i], writer.uint32(18).fork(), _depth + 1).ldelim();
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
                        message = _target || new $root.io.containerd.cgroups.v2.RdmaStat();
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
                                    message.current.push($root.io.containerd.cgroups.v2.RdmaEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.limit && message.limit.length))
                                        message.limit = [];
                                    message.limit.push($root.io.containerd.cgroups.v2.RdmaEntry.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return v2;
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
