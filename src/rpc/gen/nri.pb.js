/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";
import { lazy } from "../lazy.ts";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["tsrt_nri"] || ($protobuf.roots["tsrt_nri"] = {});

export const nri = $root.nri = (() => {

    const nri = {};

    lazy(nri, "pkg", function() {

        const pkg = {};

        lazy(pkg, "api", function() {

            const api = {};

            lazy(api, "v1alpha1", function() {

                const v1alpha1 = {};

                lazy(v1alpha1, "ContainerState", function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "CONTAINER_UNKNOWN"] = 0;
                    values[valuesById[1] = "CONTAINER_CREATED"] = 1;
                    values[valuesById[2] = "CONTAINER_PAUSED"] = 2;
                    values[valuesById[3] = "CONTAINER_RUNNING"] = 3;
                    values[valuesById[4] = "CONTAINER_STOPPED"] = 4;
                    return values;
                });

                lazy(v1alpha1, "Event", function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "UNKNOWN"] = 0;
                    values[valuesById[1] = "RUN_POD_SANDBOX"] = 1;
                    values[valuesById[2] = "STOP_POD_SANDBOX"] = 2;
                    values[valuesById[3] = "REMOVE_POD_SANDBOX"] = 3;
                    values[valuesById[4] = "CREATE_CONTAINER"] = 4;
                    values[valuesById[5] = "POST_CREATE_CONTAINER"] = 5;
                    values[valuesById[6] = "START_CONTAINER"] = 6;
                    values[valuesById[7] = "POST_START_CONTAINER"] = 7;
                    values[valuesById[8] = "UPDATE_CONTAINER"] = 8;
                    values[valuesById[9] = "POST_UPDATE_CONTAINER"] = 9;
                    values[valuesById[10] = "STOP_CONTAINER"] = 10;
                    values[valuesById[11] = "REMOVE_CONTAINER"] = 11;
                    values[valuesById[12] = "UPDATE_POD_SANDBOX"] = 12;
                    values[valuesById[13] = "POST_UPDATE_POD_SANDBOX"] = 13;
                    values[valuesById[14] = "VALIDATE_CONTAINER_ADJUSTMENT"] = 14;
                    values[valuesById[15] = "LAST"] = 15;
                    return values;
                });

                lazy(v1alpha1, "Field", function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "None"] = 0;
                    values[valuesById[1] = "Annotations"] = 1;
                    values[valuesById[2] = "Mounts"] = 2;
                    values[valuesById[3] = "OciHooks"] = 3;
                    values[valuesById[4] = "Devices"] = 4;
                    values[valuesById[5] = "CdiDevices"] = 5;
                    values[valuesById[6] = "Env"] = 6;
                    values[valuesById[7] = "Args"] = 7;
                    values[valuesById[8] = "MemLimit"] = 8;
                    values[valuesById[9] = "MemReservation"] = 9;
                    values[valuesById[10] = "MemSwapLimit"] = 10;
                    values[valuesById[11] = "MemKernelLimit"] = 11;
                    values[valuesById[12] = "MemTCPLimit"] = 12;
                    values[valuesById[13] = "MemSwappiness"] = 13;
                    values[valuesById[14] = "MemDisableOomKiller"] = 14;
                    values[valuesById[15] = "MemUseHierarchy"] = 15;
                    values[valuesById[16] = "CPUShares"] = 16;
                    values[valuesById[17] = "CPUQuota"] = 17;
                    values[valuesById[18] = "CPUPeriod"] = 18;
                    values[valuesById[19] = "CPURealtimeRuntime"] = 19;
                    values[valuesById[20] = "CPURealtimePeriod"] = 20;
                    values[valuesById[21] = "CPUSetCPUs"] = 21;
                    values[valuesById[22] = "CPUSetMems"] = 22;
                    values[valuesById[23] = "PidsLimit"] = 23;
                    values[valuesById[24] = "HugepageLimits"] = 24;
                    values[valuesById[25] = "BlockioClass"] = 25;
                    values[valuesById[26] = "RdtClass"] = 26;
                    values[valuesById[27] = "CgroupsUnified"] = 27;
                    values[valuesById[28] = "CgroupsPath"] = 28;
                    values[valuesById[29] = "OomScoreAdj"] = 29;
                    values[valuesById[30] = "Rlimits"] = 30;
                    values[valuesById[31] = "IoPriority"] = 31;
                    values[valuesById[32] = "SeccompPolicy"] = 32;
                    values[valuesById[33] = "Namespace"] = 33;
                    values[valuesById[34] = "Sysctl"] = 34;
                    values[valuesById[35] = "LinuxNetDevices"] = 35;
                    values[valuesById[36] = "LinuxSched"] = 36;
                    values[valuesById[37] = "RdtClosID"] = 37;
                    values[valuesById[38] = "RdtSchemata"] = 38;
                    values[valuesById[39] = "RdtEnableMonitoring"] = 39;
                    values[valuesById[40] = "MemoryPolicy"] = 40;
                    return values;
                });

                lazy(v1alpha1, "IOPrioClass", function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "IOPRIO_CLASS_NONE"] = 0;
                    values[valuesById[1] = "IOPRIO_CLASS_RT"] = 1;
                    values[valuesById[2] = "IOPRIO_CLASS_BE"] = 2;
                    values[valuesById[3] = "IOPRIO_CLASS_IDLE"] = 3;
                    return values;
                });

                lazy(v1alpha1, "LinuxSchedulerFlag", function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "SCHED_FLAG_RESET_ON_FORK"] = 0;
                    values[valuesById[1] = "SCHED_FLAG_RECLAIM"] = 1;
                    values[valuesById[2] = "SCHED_FLAG_DL_OVERRUN"] = 2;
                    values[valuesById[3] = "SCHED_FLAG_KEEP_POLICY"] = 3;
                    values[valuesById[4] = "SCHED_FLAG_KEEP_PARAMS"] = 4;
                    values[valuesById[5] = "SCHED_FLAG_UTIL_CLAMP_MIN"] = 5;
                    values[valuesById[6] = "SCHED_FLAG_UTIL_CLAMP_MAX"] = 6;
                    return values;
                });

                lazy(v1alpha1, "LinuxSchedulerPolicy", function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "SCHED_NONE"] = 0;
                    values[valuesById[1] = "SCHED_OTHER"] = 1;
                    values[valuesById[2] = "SCHED_FIFO"] = 2;
                    values[valuesById[3] = "SCHED_RR"] = 3;
                    values[valuesById[4] = "SCHED_BATCH"] = 4;
                    values[valuesById[5] = "SCHED_ISO"] = 5;
                    values[valuesById[6] = "SCHED_IDLE"] = 6;
                    values[valuesById[7] = "SCHED_DEADLINE"] = 7;
                    return values;
                });

                lazy(v1alpha1, "MpolFlag", function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "MPOL_F_STATIC_NODES"] = 0;
                    values[valuesById[1] = "MPOL_F_RELATIVE_NODES"] = 1;
                    values[valuesById[2] = "MPOL_F_NUMA_BALANCING"] = 2;
                    return values;
                });

                lazy(v1alpha1, "MpolMode", function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "MPOL_DEFAULT"] = 0;
                    values[valuesById[1] = "MPOL_PREFERRED"] = 1;
                    values[valuesById[2] = "MPOL_BIND"] = 2;
                    values[valuesById[3] = "MPOL_INTERLEAVE"] = 3;
                    values[valuesById[4] = "MPOL_LOCAL"] = 4;
                    values[valuesById[5] = "MPOL_PREFERRED_MANY"] = 5;
                    values[valuesById[6] = "MPOL_WEIGHTED_INTERLEAVE"] = 6;
                    return values;
                });

                lazy(v1alpha1, "CDIDevice", function() {

                    const CDIDevice = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    CDIDevice.prototype.name = "";

                    CDIDevice.create = function(properties) {
                        return new CDIDevice(properties);
                    };

                    CDIDevice.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                            writer.uint32(10).string(message.name);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    CDIDevice.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.CDIDevice();
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

                    return CDIDevice;
                });

                lazy(v1alpha1, "CompoundFieldOwners", function() {

                    const CompoundFieldOwners = function (properties) {
                        this.owners = {};
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    CompoundFieldOwners.prototype.owners = $util.emptyObject;

                    CompoundFieldOwners.create = function(properties) {
                        return new CompoundFieldOwners(properties);
                    };

                    CompoundFieldOwners.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.owners != null && $Object.hasOwnProperty.call(message, "owners"))
                            for (let keys = $Object.keys(message.owners), i = 0; i < keys.length; ++i)
                                writer.uint32(10).fork().uint32(10).string(keys[i]).uint32(18).string(message.owners[keys[i]]).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    CompoundFieldOwners.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message, key, value;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.nri.pkg.api.v1alpha1.CompoundFieldOwners();
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
                                    if (message.owners === $util.emptyObject)
                                        message.owners = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = "";
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.owners, key);
                                    message.owners[key] = value;
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

                    return CompoundFieldOwners;
                });

                lazy(v1alpha1, "ConfigureRequest", function() {

                    const ConfigureRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    ConfigureRequest.prototype.config = "";
                    ConfigureRequest.prototype.runtimeName = "";
                    ConfigureRequest.prototype.runtimeVersion = "";
                    ConfigureRequest.prototype.registrationTimeout = 0n;
                    ConfigureRequest.prototype.requestTimeout = 0n;
                    ConfigureRequest.prototype.NRIVersion = "";

                    ConfigureRequest.create = function(properties) {
                        return new ConfigureRequest(properties);
                    };

                    ConfigureRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.config != null && $Object.hasOwnProperty.call(message, "config") && message.config !== "")
                            writer.uint32(10).string(message.config);
                        if (message.runtimeName != null && $Object.hasOwnProperty.call(message, "runtimeName") && message.runtimeName !== "")
                            writer.uint32(18).string(message.runtimeName);
                        if (message.runtimeVersion != null && $Object.hasOwnProperty.call(message, "runtimeVersion") && message.runtimeVersion !== "")
                            writer.uint32(26).string(message.runtimeVersion);
                        if (message.registrationTimeout != null && $Object.hasOwnProperty.call(message, "registrationTimeout") && (message.registrationTimeout !== 0n))
                            writer.uint32(32).int64(message.registrationTimeout);
                        if (message.requestTimeout != null && $Object.hasOwnProperty.call(message, "requestTimeout") && (message.requestTimeout !== 0n))
                            writer.uint32(40).int64(message.requestTimeout);
                        if (message.NRIVersion != null && $Object.hasOwnProperty.call(message, "NRIVersion") && message.NRIVersion !== "")
                            writer.uint32(50).string(message.NRIVersion);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    ConfigureRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.ConfigureRequest();
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
                                        message.config = value;
                                    else
                                        delete message.config;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.runtimeName = value;
                                    else
                                        delete message.runtimeName;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.runtimeVersion = value;
                                    else
                                        delete message.runtimeVersion;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.int64()) !== 0n)
                                        message.registrationTimeout = value;
                                    else
                                        delete message.registrationTimeout;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.int64()) !== 0n)
                                        message.requestTimeout = value;
                                    else
                                        delete message.requestTimeout;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.NRIVersion = value;
                                    else
                                        delete message.NRIVersion;
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

                    return ConfigureRequest;
                });

                lazy(v1alpha1, "ConfigureResponse", function() {

                    const ConfigureResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    ConfigureResponse.prototype.events = 0;

                    ConfigureResponse.create = function(properties) {
                        return new ConfigureResponse(properties);
                    };

                    ConfigureResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.events != null && $Object.hasOwnProperty.call(message, "events") && message.events !== 0)
                            writer.uint32(16).int32(message.events);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    ConfigureResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.ConfigureResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            let wireType = tag & 7;
                            switch (tag >>>= 3) {
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.int32())
                                        message.events = value;
                                    else
                                        delete message.events;
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

                    return ConfigureResponse;
                });

                lazy(v1alpha1, "Container", function() {

                    const Container = function (properties) {
                        this.labels = {};
                        this.annotations = {};
                        this.args = [];
                        this.env = [];
                        this.mounts = [];
                        this.rlimits = [];
                        this.CDIDevices = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Container.prototype.id = "";
                    Container.prototype.podSandboxId = "";
                    Container.prototype.name = "";
                    Container.prototype.state = 0;
                    Container.prototype.labels = $util.emptyObject;
                    Container.prototype.annotations = $util.emptyObject;
                    Container.prototype.args = $util.emptyArray;
                    Container.prototype.env = $util.emptyArray;
                    Container.prototype.mounts = $util.emptyArray;
                    Container.prototype.hooks = null;
                    Container.prototype.linux = null;
                    Container.prototype.pid = 0;
                    Container.prototype.rlimits = $util.emptyArray;
                    Container.prototype.createdAt = 0n;
                    Container.prototype.startedAt = 0n;
                    Container.prototype.finishedAt = 0n;
                    Container.prototype.exitCode = 0;
                    Container.prototype.statusReason = "";
                    Container.prototype.statusMessage = "";
                    Container.prototype.CDIDevices = $util.emptyArray;
                    Container.prototype.user = null;
                    Container.prototype.image = null;

                    Container.create = function(properties) {
                        return new Container(properties);
                    };

                    Container.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                            writer.uint32(10).string(message.id);
                        if (message.podSandboxId != null && $Object.hasOwnProperty.call(message, "podSandboxId") && message.podSandboxId !== "")
                            writer.uint32(18).string(message.podSandboxId);
                        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                            writer.uint32(26).string(message.name);
                        if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                            writer.uint32(32).int32(message.state);
                        if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                            for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                                writer.uint32(42).fork().uint32(10).string(keys[i]).uint32(18).string(message.labels[keys[i]]).ldelim();
                        if (message.annotations != null && $Object.hasOwnProperty.call(message, "annotations"))
                            for (let keys = $Object.keys(message.annotations), i = 0; i < keys.length; ++i)
                                writer.uint32(50).fork().uint32(10).string(keys[i]).uint32(18).string(message.annotations[keys[i]]).ldelim();
                        if (message.args != null && message.args.length)
                            for (let i = 0; i < message.args.length; ++i)
                                writer.uint32(58).string(message.args[i]);
                        if (message.env != null && message.env.length)
                            for (let i = 0; i < message.env.length; ++i)
                                writer.uint32(66).string(message.env[i]);
                        if (message.mounts != null && message.mounts.length)
                            for (let i = 0; i < message.mounts.length; ++i)
                                $root.nri.pkg.api.v1alpha1.Mount.encode(message.mounts[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                        if (message.hooks != null && $Object.hasOwnProperty.call(message, "hooks"))
                            $root.nri.pkg.api.v1alpha1.Hooks.encode(message.hooks, writer.uint32(82).fork(), _depth + 1).ldelim();
                        if (message.linux != null && $Object.hasOwnProperty.call(message, "linux"))
                            $root.nri.pkg.api.v1alpha1.LinuxContainer.encode(message.linux, writer.uint32(90).fork(), _depth + 1).ldelim();
                        if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                            writer.uint32(96).uint32(message.pid);
                        if (message.rlimits != null && message.rlimits.length)
                            for (let i = 0; i < message.rlimits.length; ++i)
                                $root.nri.pkg.api.v1alpha1.POSIXRlimit.encode(message.rlimits[i], writer.uint32(106).fork(), _depth + 1).ldelim();
                        if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt") && (message.createdAt !== 0n))
                            writer.uint32(112).int64(message.createdAt);
                        if (message.startedAt != null && $Object.hasOwnProperty.call(message, "startedAt") && (message.startedAt !== 0n))
                            writer.uint32(120).int64(message.startedAt);
                        if (message.finishedAt != null && $Object.hasOwnProperty.call(message, "finishedAt") && (message.finishedAt !== 0n))
                            writer.uint32(128).int64(message.finishedAt);
                        if (message.exitCode != null && $Object.hasOwnProperty.call(message, "exitCode") && message.exitCode !== 0)
                            writer.uint32(136).int32(message.exitCode);
                        if (message.statusReason != null && $Object.hasOwnProperty.call(message, "statusReason") && message.statusReason !== "")
                            writer.uint32(146).string(message.statusReason);
                        if (message.statusMessage != null && $Object.hasOwnProperty.call(message, "statusMessage") && message.statusMessage !== "")
                            writer.uint32(154).string(message.statusMessage);
                        if (message.CDIDevices != null && message.CDIDevices.length)
                            for (let i = 0; i < message.CDIDevices.length; ++i)
                                $root.nri.pkg.api.v1alpha1.CDIDevice.encode(message.CDIDevices[i], writer.uint32(162).fork(), _depth + 1).ldelim();
                        if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
                            $root.nri.pkg.api.v1alpha1.User.encode(message.user, writer.uint32(170).fork(), _depth + 1).ldelim();
                        if (message.image != null && $Object.hasOwnProperty.call(message, "image"))
                            $root.nri.pkg.api.v1alpha1.Image.encode(message.image, writer.uint32(178).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Container.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message, key, value;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.nri.pkg.api.v1alpha1.Container();
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
                                        message.id = value;
                                    else
                                        delete message.id;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.podSandboxId = value;
                                    else
                                        delete message.podSandboxId;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.name = value;
                                    else
                                        delete message.name;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.int32())
                                        message.state = value;
                                    else
                                        delete message.state;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.labels === $util.emptyObject)
                                        message.labels = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = "";
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.labels, key);
                                    message.labels[key] = value;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.annotations === $util.emptyObject)
                                        message.annotations = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = "";
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.annotations, key);
                                    message.annotations[key] = value;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.args && message.args.length))
                                        message.args = [];
                                    message.args.push(reader.stringVerify());
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.env && message.env.length))
                                        message.env = [];
                                    message.env.push(reader.stringVerify());
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.mounts && message.mounts.length))
                                        message.mounts = [];
                                    message.mounts.push($root.nri.pkg.api.v1alpha1.Mount.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 10: {
                                    if (wireType !== 2)
                                        break;
                                    message.hooks = $root.nri.pkg.api.v1alpha1.Hooks.decode(reader, reader.size(), $undefined, _depth + 1, message.hooks);
                                    continue;
                                }
                            case 11: {
                                    if (wireType !== 2)
                                        break;
                                    message.linux = $root.nri.pkg.api.v1alpha1.LinuxContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.linux);
                                    continue;
                                }
                            case 12: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.uint32())
                                        message.pid = value;
                                    else
                                        delete message.pid;
                                    continue;
                                }
                            case 13: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.rlimits && message.rlimits.length))
                                        message.rlimits = [];
                                    message.rlimits.push($root.nri.pkg.api.v1alpha1.POSIXRlimit.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 14: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.int64()) !== 0n)
                                        message.createdAt = value;
                                    else
                                        delete message.createdAt;
                                    continue;
                                }
                            case 15: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.int64()) !== 0n)
                                        message.startedAt = value;
                                    else
                                        delete message.startedAt;
                                    continue;
                                }
                            case 16: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.int64()) !== 0n)
                                        message.finishedAt = value;
                                    else
                                        delete message.finishedAt;
                                    continue;
                                }
                            case 17: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.int32())
                                        message.exitCode = value;
                                    else
                                        delete message.exitCode;
                                    continue;
                                }
                            case 18: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.statusReason = value;
                                    else
                                        delete message.statusReason;
                                    continue;
                                }
                            case 19: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.statusMessage = value;
                                    else
                                        delete message.statusMessage;
                                    continue;
                                }
                            case 20: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.CDIDevices && message.CDIDevices.length))
                                        message.CDIDevices = [];
                                    message.CDIDevices.push($root.nri.pkg.api.v1alpha1.CDIDevice.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 21: {
                                    if (wireType !== 2)
                                        break;
                                    message.user = $root.nri.pkg.api.v1alpha1.User.decode(reader, reader.size(), $undefined, _depth + 1, message.user);
                                    continue;
                                }
                            case 22: {
                                    if (wireType !== 2)
                                        break;
                                    message.image = $root.nri.pkg.api.v1alpha1.Image.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
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

                    return Container;
                });

                lazy(v1alpha1, "ContainerAdjustment", function() {

                    const ContainerAdjustment = function (properties) {
                        this.annotations = {};
                        this.mounts = [];
                        this.env = [];
                        this.rlimits = [];
                        this.CDIDevices = [];
                        this.args = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    ContainerAdjustment.prototype.annotations = $util.emptyObject;
                    ContainerAdjustment.prototype.mounts = $util.emptyArray;
                    ContainerAdjustment.prototype.env = $util.emptyArray;
                    ContainerAdjustment.prototype.hooks = null;
                    ContainerAdjustment.prototype.linux = null;
                    ContainerAdjustment.prototype.rlimits = $util.emptyArray;
                    ContainerAdjustment.prototype.CDIDevices = $util.emptyArray;
                    ContainerAdjustment.prototype.args = $util.emptyArray;

                    ContainerAdjustment.create = function(properties) {
                        return new ContainerAdjustment(properties);
                    };

                    ContainerAdjustment.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.annotations != null && $Object.hasOwnProperty.call(message, "annotations"))
                            for (let keys = $Object.keys(message.annotations), i = 0; i < keys.length; ++i)
                                writer.uint32(18).fork().uint32(10).string(keys[i]).uint32(18).string(message.annotations[keys[i]]).ldelim();
                        if (message.mounts != null && message.mounts.length)
                            for (let i = 0; i < message.mounts.length; ++i)
                                $root.nri.pkg.api.v1alpha1.Mount.encode(message.mounts[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.env != null && message.env.length)
                            for (let i = 0; i < message.env.length; ++i)
                                $root.nri.pkg.api.v1alpha1.KeyValue.encode(message.env[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.hooks != null && $Object.hasOwnProperty.call(message, "hooks"))
                            $root.nri.pkg.api.v1alpha1.Hooks.encode(message.hooks, writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.linux != null && $Object.hasOwnProperty.call(message, "linux"))
                            $root.nri.pkg.api.v1alpha1.LinuxContainerAdjustment.encode(message.linux, writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.rlimits != null && message.rlimits.length)
                            for (let i = 0; i < message.rlimits.length; ++i)
                                $root.nri.pkg.api.v1alpha1.POSIXRlimit.encode(message.rlimits[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.CDIDevices != null && message.CDIDevices.length)
                            for (let i = 0; i < message.CDIDevices.length; ++i)
                                $root.nri.pkg.api.v1alpha1.CDIDevice.encode(message.CDIDevices[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                        if (message.args != null && message.args.length)
                            for (let i = 0; i < message.args.length; ++i)
                                writer.uint32(74).string(message.args[i]);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    ContainerAdjustment.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message, key, value;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.nri.pkg.api.v1alpha1.ContainerAdjustment();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            let wireType = tag & 7;
                            switch (tag >>>= 3) {
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.annotations === $util.emptyObject)
                                        message.annotations = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = "";
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.annotations, key);
                                    message.annotations[key] = value;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.mounts && message.mounts.length))
                                        message.mounts = [];
                                    message.mounts.push($root.nri.pkg.api.v1alpha1.Mount.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.env && message.env.length))
                                        message.env = [];
                                    message.env.push($root.nri.pkg.api.v1alpha1.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    message.hooks = $root.nri.pkg.api.v1alpha1.Hooks.decode(reader, reader.size(), $undefined, _depth + 1, message.hooks);
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    message.linux = $root.nri.pkg.api.v1alpha1.LinuxContainerAdjustment.decode(reader, reader.size(), $undefined, _depth + 1, message.linux);
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.rlimits && message.rlimits.length))
                                        message.rlimits = [];
                                    message.rlimits.push($root.nri.pkg.api.v1alpha1.POSIXRlimit.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.CDIDevices && message.CDIDevices.length))
                                        message.CDIDevices = [];
                                    message.CDIDevices.push($root.nri.pkg.api.v1alpha1.CDIDevice.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.args && message.args.length))
                                        message.args = [];
                                    message.args.push(reader.stringVerify());
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

                    return ContainerAdjustment;
                });

                lazy(v1alpha1, "ContainerEviction", function() {

                    const ContainerEviction = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    ContainerEviction.prototype.containerId = "";
                    ContainerEviction.prototype.reason = "";

                    ContainerEviction.create = function(properties) {
                        return new ContainerEviction(properties);
                    };

                    ContainerEviction.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.containerId != null && $Object.hasOwnProperty.call(message, "containerId") && message.containerId !== "")
                            writer.uint32(10).string(message.containerId);
                        if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                            writer.uint32(18).string(message.reason);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    ContainerEviction.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.ContainerEviction();
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
                                        message.containerId = value;
                                    else
                                        delete message.containerId;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.reason = value;
                                    else
                                        delete message.reason;
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

                    return ContainerEviction;
                });

                lazy(v1alpha1, "ContainerUpdate", function() {

                    const ContainerUpdate = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    ContainerUpdate.prototype.containerId = "";
                    ContainerUpdate.prototype.linux = null;
                    ContainerUpdate.prototype.ignoreFailure = false;

                    ContainerUpdate.create = function(properties) {
                        return new ContainerUpdate(properties);
                    };

                    ContainerUpdate.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.containerId != null && $Object.hasOwnProperty.call(message, "containerId") && message.containerId !== "")
                            writer.uint32(10).string(message.containerId);
                        if (message.linux != null && $Object.hasOwnProperty.call(message, "linux"))
                            $root.nri.pkg.api.v1alpha1.LinuxContainerUpdate.encode(message.linux, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.ignoreFailure != null && $Object.hasOwnProperty.call(message, "ignoreFailure") && message.ignoreFailure !== false)
                            writer.uint32(24).bool(message.ignoreFailure);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    ContainerUpdate.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.ContainerUpdate();
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
                                        message.containerId = value;
                                    else
                                        delete message.containerId;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.linux = $root.nri.pkg.api.v1alpha1.LinuxContainerUpdate.decode(reader, reader.size(), $undefined, _depth + 1, message.linux);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.bool())
                                        message.ignoreFailure = value;
                                    else
                                        delete message.ignoreFailure;
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

                    return ContainerUpdate;
                });

                lazy(v1alpha1, "CreateContainerRequest", function() {

                    const CreateContainerRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    CreateContainerRequest.prototype.pod = null;
                    CreateContainerRequest.prototype.container = null;

                    CreateContainerRequest.create = function(properties) {
                        return new CreateContainerRequest(properties);
                    };

                    CreateContainerRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                            $root.nri.pkg.api.v1alpha1.Container.encode(message.container, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    CreateContainerRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.CreateContainerRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.container = $root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
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

                    return CreateContainerRequest;
                });

                lazy(v1alpha1, "CreateContainerResponse", function() {

                    const CreateContainerResponse = function (properties) {
                        this.update = [];
                        this.evict = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    CreateContainerResponse.prototype.adjust = null;
                    CreateContainerResponse.prototype.update = $util.emptyArray;
                    CreateContainerResponse.prototype.evict = $util.emptyArray;

                    CreateContainerResponse.create = function(properties) {
                        return new CreateContainerResponse(properties);
                    };

                    CreateContainerResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.adjust != null && $Object.hasOwnProperty.call(message, "adjust"))
                            $root.nri.pkg.api.v1alpha1.ContainerAdjustment.encode(message.adjust, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.update != null && message.update.length)
                            for (let i = 0; i < message.update.length; ++i)
                                $root.nri.pkg.api.v1alpha1.ContainerUpdate.encode(message.update[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.evict != null && message.evict.length)
                            for (let i = 0; i < message.evict.length; ++i)
                                $root.nri.pkg.api.v1alpha1.ContainerEviction.encode(message.evict[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    CreateContainerResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.CreateContainerResponse();
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
                                    message.adjust = $root.nri.pkg.api.v1alpha1.ContainerAdjustment.decode(reader, reader.size(), $undefined, _depth + 1, message.adjust);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.update && message.update.length))
                                        message.update = [];
                                    message.update.push($root.nri.pkg.api.v1alpha1.ContainerUpdate.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.evict && message.evict.length))
                                        message.evict = [];
                                    message.evict.push($root.nri.pkg.api.v1alpha1.ContainerEviction.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return CreateContainerResponse;
                });

                lazy(v1alpha1, "Empty", function() {

                    const Empty = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Empty.create = function(properties) {
                        return new Empty(properties);
                    };

                    Empty.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Empty.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.Empty();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return Empty;
                });

                lazy(v1alpha1, "FieldOwners", function() {

                    const FieldOwners = function (properties) {
                        this.simple = {};
                        this.compound = {};
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    FieldOwners.prototype.simple = $util.emptyObject;
                    FieldOwners.prototype.compound = $util.emptyObject;

                    FieldOwners.create = function(properties) {
                        return new FieldOwners(properties);
                    };

                    FieldOwners.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.simple != null && $Object.hasOwnProperty.call(message, "simple"))
                            for (let keys = $Object.keys(message.simple), i = 0; i < keys.length; ++i)
                                writer.uint32(10).fork().uint32(8).int32(keys[i]).uint32(18).string(message.simple[keys[i]]).ldelim();
                        if (message.compound != null && $Object.hasOwnProperty.call(message, "compound"))
                            for (let keys = $Object.keys(message.compound), i = 0; i < keys.length; ++i) {
                                writer.uint32(18).fork().uint32(8).int32(keys[i]);
                                $root.nri.pkg.api.v1alpha1.CompoundFieldOwners.encode(message.compound[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
                            }
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    FieldOwners.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message, key, value;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.nri.pkg.api.v1alpha1.FieldOwners();
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
                                    if (message.simple === $util.emptyObject)
                                        message.simple = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = 0;
                                    value = "";
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 0)
                                                break;
                                            key = reader.int32();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    message.simple[key] = value;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.compound === $util.emptyObject)
                                        message.compound = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = 0;
                                    value = null;
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 0)
                                                break;
                                            key = reader.int32();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = $root.nri.pkg.api.v1alpha1.CompoundFieldOwners.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    message.compound[key] = value || new $root.nri.pkg.api.v1alpha1.CompoundFieldOwners();
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

                    return FieldOwners;
                });

                lazy(v1alpha1, "Hook", function() {

                    const Hook = function (properties) {
                        this.args = [];
                        this.env = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Hook.prototype.path = "";
                    Hook.prototype.args = $util.emptyArray;
                    Hook.prototype.env = $util.emptyArray;
                    Hook.prototype.timeout = null;

                    Hook.create = function(properties) {
                        return new Hook(properties);
                    };

                    Hook.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                            writer.uint32(10).string(message.path);
                        if (message.args != null && message.args.length)
                            for (let i = 0; i < message.args.length; ++i)
                                writer.uint32(18).string(message.args[i]);
                        if (message.env != null && message.env.length)
                            for (let i = 0; i < message.env.length; ++i)
                                writer.uint32(26).string(message.env[i]);
                        if (message.timeout != null && $Object.hasOwnProperty.call(message, "timeout"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt.encode(message.timeout, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Hook.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.Hook();
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
                                        message.path = value;
                                    else
                                        delete message.path;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.args && message.args.length))
                                        message.args = [];
                                    message.args.push(reader.stringVerify());
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.env && message.env.length))
                                        message.env = [];
                                    message.env.push(reader.stringVerify());
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.timeout = $root.nri.pkg.api.v1alpha1.OptionalInt.decode(reader, reader.size(), $undefined, _depth + 1, message.timeout);
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

                    return Hook;
                });

                lazy(v1alpha1, "Hooks", function() {

                    const Hooks = function (properties) {
                        this.prestart = [];
                        this.createRuntime = [];
                        this.createContainer = [];
                        this.startContainer = [];
                        this.poststart = [];
                        this.poststop = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Hooks.prototype.prestart = $util.emptyArray;
                    Hooks.prototype.createRuntime = $util.emptyArray;
                    Hooks.prototype.createContainer = $util.emptyArray;
                    Hooks.prototype.startContainer = $util.emptyArray;
                    Hooks.prototype.poststart = $util.emptyArray;
                    Hooks.prototype.poststop = $util.emptyArray;

                    Hooks.create = function(properties) {
                        return new Hooks(properties);
                    };

                    Hooks.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.prestart != null && message.prestart.length)
                            for (let i = 0; i < message.prestart.length; ++i)
                                $root.nri.pkg.api.v1alpha1.Hook.encode(message.prestart[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.createRuntime != null && message.createRuntime.length)
                            for (let i = 0; i < message.createRuntime.length; ++i)
                                $root.nri.pkg.api.v1alpha1.Hook.encode(message.createRuntime[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.createContainer != null && message.createContainer.length)
                            for (let i = 0; i < message.createContainer.length; ++i)
                                $root.nri.pkg.api.v1alpha1.Hook.encode(message.createContainer[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.startContainer != null && message.startContainer.length)
                            for (let i = 0; i < message.startContainer.length; ++i)
                                $root.nri.pkg.api.v1alpha1.Hook.encode(message.startContainer[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.poststart != null && message.poststart.length)
                            for (let i = 0; i < message.poststart.length; ++i)
                                $root.nri.pkg.api.v1alpha1.Hook.encode(message.poststart[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.poststop != null && message.poststop.length)
                            for (let i = 0; i < message.poststop.length; ++i)
                                $root.nri.pkg.api.v1alpha1.Hook.encode(message.poststop[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Hooks.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.Hooks();
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
                                    if (!(message.prestart && message.prestart.length))
                                        message.prestart = [];
                                    message.prestart.push($root.nri.pkg.api.v1alpha1.Hook.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.createRuntime && message.createRuntime.length))
                                        message.createRuntime = [];
                                    message.createRuntime.push($root.nri.pkg.api.v1alpha1.Hook.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.createContainer && message.createContainer.length))
                                        message.createContainer = [];
                                    message.createContainer.push($root.nri.pkg.api.v1alpha1.Hook.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.startContainer && message.startContainer.length))
                                        message.startContainer = [];
                                    message.startContainer.push($root.nri.pkg.api.v1alpha1.Hook.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.poststart && message.poststart.length))
                                        message.poststart = [];
                                    message.poststart.push($root.nri.pkg.api.v1alpha1.Hook.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.poststop && message.poststop.length))
                                        message.poststop = [];
                                    message.poststop.push($root.nri.pkg.api.v1alpha1.Hook.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return Hooks;
                });

                lazy(v1alpha1, "HugepageLimit", function() {

                    const HugepageLimit = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    HugepageLimit.prototype.pageSize = "";
                    HugepageLimit.prototype.limit = 0n;

                    HugepageLimit.create = function(properties) {
                        return new HugepageLimit(properties);
                    };

                    HugepageLimit.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pageSize != null && $Object.hasOwnProperty.call(message, "pageSize") && message.pageSize !== "")
                            writer.uint32(10).string(message.pageSize);
                        if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && (message.limit !== 0n))
                            writer.uint32(16).uint64(message.limit);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    HugepageLimit.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.HugepageLimit();
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
                                        message.pageSize = value;
                                    else
                                        delete message.pageSize;
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

                    return HugepageLimit;
                });

                lazy(v1alpha1, "Image", function() {

                    const Image = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Image.prototype.name = "";
                    Image.prototype.digest = "";
                    Image.prototype.configDigest = "";

                    Image.create = function(properties) {
                        return new Image(properties);
                    };

                    Image.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                            writer.uint32(10).string(message.name);
                        if (message.digest != null && $Object.hasOwnProperty.call(message, "digest") && message.digest !== "")
                            writer.uint32(18).string(message.digest);
                        if (message.configDigest != null && $Object.hasOwnProperty.call(message, "configDigest") && message.configDigest !== "")
                            writer.uint32(26).string(message.configDigest);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Image.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.Image();
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
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.digest = value;
                                    else
                                        delete message.digest;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.configDigest = value;
                                    else
                                        delete message.configDigest;
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

                    return Image;
                });

                lazy(v1alpha1, "KeyValue", function() {

                    const KeyValue = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    KeyValue.prototype.key = "";
                    KeyValue.prototype.value = "";

                    KeyValue.create = function(properties) {
                        return new KeyValue(properties);
                    };

                    KeyValue.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                            writer.uint32(10).string(message.key);
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                            writer.uint32(18).string(message.value);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    KeyValue.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.KeyValue();
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
                                        message.key = value;
                                    else
                                        delete message.key;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
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

                    return KeyValue;
                });

                lazy(v1alpha1, "LinuxCPU", function() {

                    const LinuxCPU = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxCPU.prototype.shares = null;
                    LinuxCPU.prototype.quota = null;
                    LinuxCPU.prototype.period = null;
                    LinuxCPU.prototype.realtimeRuntime = null;
                    LinuxCPU.prototype.realtimePeriod = null;
                    LinuxCPU.prototype.cpus = "";
                    LinuxCPU.prototype.mems = "";

                    LinuxCPU.create = function(properties) {
                        return new LinuxCPU(properties);
                    };

                    LinuxCPU.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.shares != null && $Object.hasOwnProperty.call(message, "shares"))
                            $root.nri.pkg.api.v1alpha1.OptionalUInt64.encode(message.shares, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.quota != null && $Object.hasOwnProperty.call(message, "quota"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt64.encode(message.quota, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.period != null && $Object.hasOwnProperty.call(message, "period"))
                            $root.nri.pkg.api.v1alpha1.OptionalUInt64.encode(message.period, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.realtimeRuntime != null && $Object.hasOwnProperty.call(message, "realtimeRuntime"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt64.encode(message.realtimeRuntime, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.realtimePeriod != null && $Object.hasOwnProperty.call(message, "realtimePeriod"))
                            $root.nri.pkg.api.v1alpha1.OptionalUInt64.encode(message.realtimePeriod, writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.cpus != null && $Object.hasOwnProperty.call(message, "cpus") && message.cpus !== "")
                            writer.uint32(50).string(message.cpus);
                        if (message.mems != null && $Object.hasOwnProperty.call(message, "mems") && message.mems !== "")
                            writer.uint32(58).string(message.mems);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxCPU.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxCPU();
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
                                    message.shares = $root.nri.pkg.api.v1alpha1.OptionalUInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.shares);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.quota = $root.nri.pkg.api.v1alpha1.OptionalInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.quota);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.period = $root.nri.pkg.api.v1alpha1.OptionalUInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.period);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.realtimeRuntime = $root.nri.pkg.api.v1alpha1.OptionalInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.realtimeRuntime);
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    message.realtimePeriod = $root.nri.pkg.api.v1alpha1.OptionalUInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.realtimePeriod);
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.cpus = value;
                                    else
                                        delete message.cpus;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.mems = value;
                                    else
                                        delete message.mems;
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

                    return LinuxCPU;
                });

                lazy(v1alpha1, "LinuxContainer", function() {

                    const LinuxContainer = function (properties) {
                        this.namespaces = [];
                        this.devices = [];
                        this.sysctl = {};
                        this.netDevices = {};
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxContainer.prototype.namespaces = $util.emptyArray;
                    LinuxContainer.prototype.devices = $util.emptyArray;
                    LinuxContainer.prototype.resources = null;
                    LinuxContainer.prototype.oomScoreAdj = null;
                    LinuxContainer.prototype.cgroupsPath = "";
                    LinuxContainer.prototype.ioPriority = null;
                    LinuxContainer.prototype.seccompProfile = null;
                    LinuxContainer.prototype.seccompPolicy = null;
                    LinuxContainer.prototype.sysctl = $util.emptyObject;
                    LinuxContainer.prototype.netDevices = $util.emptyObject;
                    LinuxContainer.prototype.scheduler = null;
                    LinuxContainer.prototype.rdt = null;

                    LinuxContainer.create = function(properties) {
                        return new LinuxContainer(properties);
                    };

                    LinuxContainer.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.namespaces != null && message.namespaces.length)
                            for (let i = 0; i < message.namespaces.length; ++i)
                                $root.nri.pkg.api.v1alpha1.LinuxNamespace.encode(message.namespaces[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.devices != null && message.devices.length)
                            for (let i = 0; i < message.devices.length; ++i)
                                $root.nri.pkg.api.v1alpha1.LinuxDevice.encode(message.devices[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.resources != null && $Object.hasOwnProperty.call(message, "resources"))
                            $root.nri.pkg.api.v1alpha1.LinuxResources.encode(message.resources, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.oomScoreAdj != null && $Object.hasOwnProperty.call(message, "oomScoreAdj"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt.encode(message.oomScoreAdj, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.cgroupsPath != null && $Object.hasOwnProperty.call(message, "cgroupsPath") && message.cgroupsPath !== "")
                            writer.uint32(42).string(message.cgroupsPath);
                        if (message.ioPriority != null && $Object.hasOwnProperty.call(message, "ioPriority"))
                            $root.nri.pkg.api.v1alpha1.LinuxIOPriority.encode(message.ioPriority, writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.seccompProfile != null && $Object.hasOwnProperty.call(message, "seccompProfile"))
                            $root.nri.pkg.api.v1alpha1.SecurityProfile.encode(message.seccompProfile, writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.seccompPolicy != null && $Object.hasOwnProperty.call(message, "seccompPolicy"))
                            $root.nri.pkg.api.v1alpha1.LinuxSeccomp.encode(message.seccompPolicy, writer.uint32(66).fork(), _depth + 1).ldelim();
                        if (message.sysctl != null && $Object.hasOwnProperty.call(message, "sysctl"))
                            for (let keys = $Object.keys(message.sysctl), i = 0; i < keys.length; ++i)
                                writer.uint32(74).fork().uint32(10).string(keys[i]).uint32(18).string(message.sysctl[keys[i]]).ldelim();
                        if (message.netDevices != null && $Object.hasOwnProperty.call(message, "netDevices"))
                            for (let keys = $Object.keys(message.netDevices), i = 0; i < keys.length; ++i) {
                                writer.uint32(82).fork().uint32(10).string(keys[i]);
                                $root.nri.pkg.api.v1alpha1.LinuxNetDevice.encode(message.netDevices[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
                            }
                        if (message.scheduler != null && $Object.hasOwnProperty.call(message, "scheduler"))
                            $root.nri.pkg.api.v1alpha1.LinuxScheduler.encode(message.scheduler, writer.uint32(90).fork(), _depth + 1).ldelim();
                        if (message.rdt != null && $Object.hasOwnProperty.call(message, "rdt"))
                            $root.nri.pkg.api.v1alpha1.LinuxRdt.encode(message.rdt, writer.uint32(98).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxContainer.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message, key, value;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxContainer();
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
                                    if (!(message.namespaces && message.namespaces.length))
                                        message.namespaces = [];
                                    message.namespaces.push($root.nri.pkg.api.v1alpha1.LinuxNamespace.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.devices && message.devices.length))
                                        message.devices = [];
                                    message.devices.push($root.nri.pkg.api.v1alpha1.LinuxDevice.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.resources = $root.nri.pkg.api.v1alpha1.LinuxResources.decode(reader, reader.size(), $undefined, _depth + 1, message.resources);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.oomScoreAdj = $root.nri.pkg.api.v1alpha1.OptionalInt.decode(reader, reader.size(), $undefined, _depth + 1, message.oomScoreAdj);
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.cgroupsPath = value;
                                    else
                                        delete message.cgroupsPath;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    message.ioPriority = $root.nri.pkg.api.v1alpha1.LinuxIOPriority.decode(reader, reader.size(), $undefined, _depth + 1, message.ioPriority);
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    message.seccompProfile = $root.nri.pkg.api.v1alpha1.SecurityProfile.decode(reader, reader.size(), $undefined, _depth + 1, message.seccompProfile);
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 2)
                                        break;
                                    message.seccompPolicy = $root.nri.pkg.api.v1alpha1.LinuxSeccomp.decode(reader, reader.size(), $undefined, _depth + 1, message.seccompPolicy);
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.sysctl === $util.emptyObject)
                                        message.sysctl = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = "";
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.sysctl, key);
                                    message.sysctl[key] = value;
                                    continue;
                                }
                            case 10: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.netDevices === $util.emptyObject)
                                        message.netDevices = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = null;
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = $root.nri.pkg.api.v1alpha1.LinuxNetDevice.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.netDevices, key);
                                    message.netDevices[key] = value || new $root.nri.pkg.api.v1alpha1.LinuxNetDevice();
                                    continue;
                                }
                            case 11: {
                                    if (wireType !== 2)
                                        break;
                                    message.scheduler = $root.nri.pkg.api.v1alpha1.LinuxScheduler.decode(reader, reader.size(), $undefined, _depth + 1, message.scheduler);
                                    continue;
                                }
                            case 12: {
                                    if (wireType !== 2)
                                        break;
                                    message.rdt = $root.nri.pkg.api.v1alpha1.LinuxRdt.decode(reader, reader.size(), $undefined, _depth + 1, message.rdt);
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

                    return LinuxContainer;
                });

                lazy(v1alpha1, "LinuxContainerAdjustment", function() {

                    const LinuxContainerAdjustment = function (properties) {
                        this.devices = [];
                        this.namespaces = [];
                        this.sysctl = {};
                        this.netDevices = {};
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxContainerAdjustment.prototype.devices = $util.emptyArray;
                    LinuxContainerAdjustment.prototype.resources = null;
                    LinuxContainerAdjustment.prototype.cgroupsPath = "";
                    LinuxContainerAdjustment.prototype.oomScoreAdj = null;
                    LinuxContainerAdjustment.prototype.ioPriority = null;
                    LinuxContainerAdjustment.prototype.seccompPolicy = null;
                    LinuxContainerAdjustment.prototype.namespaces = $util.emptyArray;
                    LinuxContainerAdjustment.prototype.sysctl = $util.emptyObject;
                    LinuxContainerAdjustment.prototype.netDevices = $util.emptyObject;
                    LinuxContainerAdjustment.prototype.scheduler = null;
                    LinuxContainerAdjustment.prototype.rdt = null;
                    LinuxContainerAdjustment.prototype.memoryPolicy = null;

                    LinuxContainerAdjustment.create = function(properties) {
                        return new LinuxContainerAdjustment(properties);
                    };

                    LinuxContainerAdjustment.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.devices != null && message.devices.length)
                            for (let i = 0; i < message.devices.length; ++i)
                                $root.nri.pkg.api.v1alpha1.LinuxDevice.encode(message.devices[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.resources != null && $Object.hasOwnProperty.call(message, "resources"))
                            $root.nri.pkg.api.v1alpha1.LinuxResources.encode(message.resources, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.cgroupsPath != null && $Object.hasOwnProperty.call(message, "cgroupsPath") && message.cgroupsPath !== "")
                            writer.uint32(26).string(message.cgroupsPath);
                        if (message.oomScoreAdj != null && $Object.hasOwnProperty.call(message, "oomScoreAdj"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt.encode(message.oomScoreAdj, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.ioPriority != null && $Object.hasOwnProperty.call(message, "ioPriority"))
                            $root.nri.pkg.api.v1alpha1.LinuxIOPriority.encode(message.ioPriority, writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.seccompPolicy != null && $Object.hasOwnProperty.call(message, "seccompPolicy"))
                            $root.nri.pkg.api.v1alpha1.LinuxSeccomp.encode(message.seccompPolicy, writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.namespaces != null && message.namespaces.length)
                            for (let i = 0; i < message.namespaces.length; ++i)
                                $root.nri.pkg.api.v1alpha1.LinuxNamespace.encode(message.namespaces[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.sysctl != null && $Object.hasOwnProperty.call(message, "sysctl"))
                            for (let keys = $Object.keys(message.sysctl), i = 0; i < keys.length; ++i)
                                writer.uint32(66).fork().uint32(10).string(keys[i]).uint32(18).string(message.sysctl[keys[i]]).ldelim();
                        if (message.netDevices != null && $Object.hasOwnProperty.call(message, "netDevices"))
                            for (let keys = $Object.keys(message.netDevices), i = 0; i < keys.length; ++i) {
                                writer.uint32(74).fork().uint32(10).string(keys[i]);
                                $root.nri.pkg.api.v1alpha1.LinuxNetDevice.encode(message.netDevices[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
                            }
                        if (message.scheduler != null && $Object.hasOwnProperty.call(message, "scheduler"))
                            $root.nri.pkg.api.v1alpha1.LinuxScheduler.encode(message.scheduler, writer.uint32(82).fork(), _depth + 1).ldelim();
                        if (message.rdt != null && $Object.hasOwnProperty.call(message, "rdt"))
                            $root.nri.pkg.api.v1alpha1.LinuxRdt.encode(message.rdt, writer.uint32(90).fork(), _depth + 1).ldelim();
                        if (message.memoryPolicy != null && $Object.hasOwnProperty.call(message, "memoryPolicy"))
                            $root.nri.pkg.api.v1alpha1.LinuxMemoryPolicy.encode(message.memoryPolicy, writer.uint32(98).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxContainerAdjustment.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message, key, value;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxContainerAdjustment();
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
                                    if (!(message.devices && message.devices.length))
                                        message.devices = [];
                                    message.devices.push($root.nri.pkg.api.v1alpha1.LinuxDevice.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.resources = $root.nri.pkg.api.v1alpha1.LinuxResources.decode(reader, reader.size(), $undefined, _depth + 1, message.resources);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.cgroupsPath = value;
                                    else
                                        delete message.cgroupsPath;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.oomScoreAdj = $root.nri.pkg.api.v1alpha1.OptionalInt.decode(reader, reader.size(), $undefined, _depth + 1, message.oomScoreAdj);
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    message.ioPriority = $root.nri.pkg.api.v1alpha1.LinuxIOPriority.decode(reader, reader.size(), $undefined, _depth + 1, message.ioPriority);
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    message.seccompPolicy = $root.nri.pkg.api.v1alpha1.LinuxSeccomp.decode(reader, reader.size(), $undefined, _depth + 1, message.seccompPolicy);
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.namespaces && message.namespaces.length))
                                        message.namespaces = [];
                                    message.namespaces.push($root.nri.pkg.api.v1alpha1.LinuxNamespace.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.sysctl === $util.emptyObject)
                                        message.sysctl = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = "";
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.sysctl, key);
                                    message.sysctl[key] = value;
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.netDevices === $util.emptyObject)
                                        message.netDevices = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = null;
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = $root.nri.pkg.api.v1alpha1.LinuxNetDevice.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.netDevices, key);
                                    message.netDevices[key] = value || new $root.nri.pkg.api.v1alpha1.LinuxNetDevice();
                                    continue;
                                }
                            case 10: {
                                    if (wireType !== 2)
                                        break;
                                    message.scheduler = $root.nri.pkg.api.v1alpha1.LinuxScheduler.decode(reader, reader.size(), $undefined, _depth + 1, message.scheduler);
                                    continue;
                                }
                            case 11: {
                                    if (wireType !== 2)
                                        break;
                                    message.rdt = $root.nri.pkg.api.v1alpha1.LinuxRdt.decode(reader, reader.size(), $undefined, _depth + 1, message.rdt);
                                    continue;
                                }
                            case 12: {
                                    if (wireType !== 2)
                                        break;
                                    message.memoryPolicy = $root.nri.pkg.api.v1alpha1.LinuxMemoryPolicy.decode(reader, reader.size(), $undefined, _depth + 1, message.memoryPolicy);
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

                    return LinuxContainerAdjustment;
                });

                lazy(v1alpha1, "LinuxContainerUpdate", function() {

                    const LinuxContainerUpdate = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxContainerUpdate.prototype.resources = null;

                    LinuxContainerUpdate.create = function(properties) {
                        return new LinuxContainerUpdate(properties);
                    };

                    LinuxContainerUpdate.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.resources != null && $Object.hasOwnProperty.call(message, "resources"))
                            $root.nri.pkg.api.v1alpha1.LinuxResources.encode(message.resources, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxContainerUpdate.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxContainerUpdate();
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
                                    message.resources = $root.nri.pkg.api.v1alpha1.LinuxResources.decode(reader, reader.size(), $undefined, _depth + 1, message.resources);
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

                    return LinuxContainerUpdate;
                });

                lazy(v1alpha1, "LinuxDevice", function() {

                    const LinuxDevice = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxDevice.prototype.path = "";
                    LinuxDevice.prototype.type = "";
                    LinuxDevice.prototype.major = 0n;
                    LinuxDevice.prototype.minor = 0n;
                    LinuxDevice.prototype.fileMode = null;
                    LinuxDevice.prototype.uid = null;
                    LinuxDevice.prototype.gid = null;

                    LinuxDevice.create = function(properties) {
                        return new LinuxDevice(properties);
                    };

                    LinuxDevice.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                            writer.uint32(10).string(message.path);
                        if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                            writer.uint32(18).string(message.type);
                        if (message.major != null && $Object.hasOwnProperty.call(message, "major") && (message.major !== 0n))
                            writer.uint32(24).int64(message.major);
                        if (message.minor != null && $Object.hasOwnProperty.call(message, "minor") && (message.minor !== 0n))
                            writer.uint32(32).int64(message.minor);
                        if (message.fileMode != null && $Object.hasOwnProperty.call(message, "fileMode"))
                            $root.nri.pkg.api.v1alpha1.OptionalFileMode.encode(message.fileMode, writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.uid != null && $Object.hasOwnProperty.call(message, "uid"))
                            $root.nri.pkg.api.v1alpha1.OptionalUInt32.encode(message.uid, writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.gid != null && $Object.hasOwnProperty.call(message, "gid"))
                            $root.nri.pkg.api.v1alpha1.OptionalUInt32.encode(message.gid, writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxDevice.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxDevice();
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
                                        message.path = value;
                                    else
                                        delete message.path;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.type = value;
                                    else
                                        delete message.type;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.int64()) !== 0n)
                                        message.major = value;
                                    else
                                        delete message.major;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.int64()) !== 0n)
                                        message.minor = value;
                                    else
                                        delete message.minor;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    message.fileMode = $root.nri.pkg.api.v1alpha1.OptionalFileMode.decode(reader, reader.size(), $undefined, _depth + 1, message.fileMode);
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    message.uid = $root.nri.pkg.api.v1alpha1.OptionalUInt32.decode(reader, reader.size(), $undefined, _depth + 1, message.uid);
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    message.gid = $root.nri.pkg.api.v1alpha1.OptionalUInt32.decode(reader, reader.size(), $undefined, _depth + 1, message.gid);
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

                    return LinuxDevice;
                });

                lazy(v1alpha1, "LinuxDeviceCgroup", function() {

                    const LinuxDeviceCgroup = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxDeviceCgroup.prototype.allow = false;
                    LinuxDeviceCgroup.prototype.type = "";
                    LinuxDeviceCgroup.prototype.major = null;
                    LinuxDeviceCgroup.prototype.minor = null;
                    LinuxDeviceCgroup.prototype.access = "";

                    LinuxDeviceCgroup.create = function(properties) {
                        return new LinuxDeviceCgroup(properties);
                    };

                    LinuxDeviceCgroup.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.allow != null && $Object.hasOwnProperty.call(message, "allow") && message.allow !== false)
                            writer.uint32(8).bool(message.allow);
                        if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                            writer.uint32(18).string(message.type);
                        if (message.major != null && $Object.hasOwnProperty.call(message, "major"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt64.encode(message.major, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.minor != null && $Object.hasOwnProperty.call(message, "minor"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt64.encode(message.minor, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.access != null && $Object.hasOwnProperty.call(message, "access") && message.access !== "")
                            writer.uint32(42).string(message.access);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxDeviceCgroup.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxDeviceCgroup();
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
                                        message.allow = value;
                                    else
                                        delete message.allow;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.type = value;
                                    else
                                        delete message.type;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.major = $root.nri.pkg.api.v1alpha1.OptionalInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.major);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.minor = $root.nri.pkg.api.v1alpha1.OptionalInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.minor);
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.access = value;
                                    else
                                        delete message.access;
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

                    return LinuxDeviceCgroup;
                });

                lazy(v1alpha1, "LinuxIOPriority", function() {

                    const LinuxIOPriority = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxIOPriority.prototype["class"] = 0;
                    LinuxIOPriority.prototype.priority = 0;

                    LinuxIOPriority.create = function(properties) {
                        return new LinuxIOPriority(properties);
                    };

                    LinuxIOPriority.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message["class"] != null && $Object.hasOwnProperty.call(message, "class") && message["class"] !== 0)
                            writer.uint32(8).int32(message["class"]);
                        if (message.priority != null && $Object.hasOwnProperty.call(message, "priority") && message.priority !== 0)
                            writer.uint32(16).int32(message.priority);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxIOPriority.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxIOPriority();
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
                                    if (value = reader.int32())
                                        message["class"] = value;
                                    else
                                        delete message["class"];
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.int32())
                                        message.priority = value;
                                    else
                                        delete message.priority;
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

                    return LinuxIOPriority;
                });

                lazy(v1alpha1, "LinuxMemory", function() {

                    const LinuxMemory = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxMemory.prototype.limit = null;
                    LinuxMemory.prototype.reservation = null;
                    LinuxMemory.prototype.swap = null;
                    LinuxMemory.prototype.kernel = null;
                    LinuxMemory.prototype.kernelTcp = null;
                    LinuxMemory.prototype.swappiness = null;
                    LinuxMemory.prototype.disableOomKiller = null;
                    LinuxMemory.prototype.useHierarchy = null;

                    LinuxMemory.create = function(properties) {
                        return new LinuxMemory(properties);
                    };

                    LinuxMemory.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.limit != null && $Object.hasOwnProperty.call(message, "limit"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt64.encode(message.limit, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.reservation != null && $Object.hasOwnProperty.call(message, "reservation"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt64.encode(message.reservation, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.swap != null && $Object.hasOwnProperty.call(message, "swap"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt64.encode(message.swap, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.kernel != null && $Object.hasOwnProperty.call(message, "kernel"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt64.encode(message.kernel, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.kernelTcp != null && $Object.hasOwnProperty.call(message, "kernelTcp"))
                            $root.nri.pkg.api.v1alpha1.OptionalInt64.encode(message.kernelTcp, writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.swappiness != null && $Object.hasOwnProperty.call(message, "swappiness"))
                            $root.nri.pkg.api.v1alpha1.OptionalUInt64.encode(message.swappiness, writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.disableOomKiller != null && $Object.hasOwnProperty.call(message, "disableOomKiller"))
                            $root.nri.pkg.api.v1alpha1.OptionalBool.encode(message.disableOomKiller, writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.useHierarchy != null && $Object.hasOwnProperty.call(message, "useHierarchy"))
                            $root.nri.pkg.api.v1alpha1.OptionalBool.encode(message.useHierarchy, writer.uint32(66).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxMemory.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxMemory();
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
                                    message.limit = $root.nri.pkg.api.v1alpha1.OptionalInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.limit);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.reservation = $root.nri.pkg.api.v1alpha1.OptionalInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.reservation);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.swap = $root.nri.pkg.api.v1alpha1.OptionalInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.swap);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.kernel = $root.nri.pkg.api.v1alpha1.OptionalInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.kernel);
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    message.kernelTcp = $root.nri.pkg.api.v1alpha1.OptionalInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.kernelTcp);
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    message.swappiness = $root.nri.pkg.api.v1alpha1.OptionalUInt64.decode(reader, reader.size(), $undefined, _depth + 1, message.swappiness);
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    message.disableOomKiller = $root.nri.pkg.api.v1alpha1.OptionalBool.decode(reader, reader.size(), $undefined, _depth + 1, message.disableOomKiller);
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 2)
                                        break;
                                    message.useHierarchy = $root.nri.pkg.api.v1alpha1.OptionalBool.decode(reader, reader.size(), $undefined, _depth + 1, message.useHierarchy);
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

                    return LinuxMemory;
                });

                lazy(v1alpha1, "LinuxMemoryPolicy", function() {

                    const LinuxMemoryPolicy = function (properties) {
                        this.flags = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxMemoryPolicy.prototype.mode = 0;
                    LinuxMemoryPolicy.prototype.nodes = "";
                    LinuxMemoryPolicy.prototype.flags = $util.emptyArray;

                    LinuxMemoryPolicy.create = function(properties) {
                        return new LinuxMemoryPolicy(properties);
                    };

                    LinuxMemoryPolicy.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.mode != null && $Object.hasOwnProperty.call(message, "mode") && message.mode !== 0)
                            writer.uint32(8).int32(message.mode);
                        if (message.nodes != null && $Object.hasOwnProperty.call(message, "nodes") && message.nodes !== "")
                            writer.uint32(18).string(message.nodes);
                        if (message.flags != null && message.flags.length)
                            writer.uint32(26).int32s(message.flags);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxMemoryPolicy.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxMemoryPolicy();
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
                                    if (value = reader.int32())
                                        message.mode = value;
                                    else
                                        delete message.mode;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.nodes = value;
                                    else
                                        delete message.nodes;
                                    continue;
                                }
                            case 3: {
                                    if (wireType === 2) {
                                        if (!(message.flags && message.flags.length))
                                            message.flags = [];
                                        reader.int32s(message.flags);
                                        continue;
                                    }
                                    if (wireType !== 0)
                                        break;
                                    if (!(message.flags && message.flags.length))
                                        message.flags = [];
                                    message.flags.push(reader.int32());
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

                    return LinuxMemoryPolicy;
                });

                lazy(v1alpha1, "LinuxNamespace", function() {

                    const LinuxNamespace = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxNamespace.prototype.type = "";
                    LinuxNamespace.prototype.path = "";

                    LinuxNamespace.create = function(properties) {
                        return new LinuxNamespace(properties);
                    };

                    LinuxNamespace.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                            writer.uint32(10).string(message.type);
                        if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                            writer.uint32(18).string(message.path);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxNamespace.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxNamespace();
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
                                        message.type = value;
                                    else
                                        delete message.type;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.path = value;
                                    else
                                        delete message.path;
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

                    return LinuxNamespace;
                });

                lazy(v1alpha1, "LinuxNetDevice", function() {

                    const LinuxNetDevice = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxNetDevice.prototype.name = "";

                    LinuxNetDevice.create = function(properties) {
                        return new LinuxNetDevice(properties);
                    };

                    LinuxNetDevice.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                            writer.uint32(10).string(message.name);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxNetDevice.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxNetDevice();
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

                    return LinuxNetDevice;
                });

                lazy(v1alpha1, "LinuxPids", function() {

                    const LinuxPids = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxPids.prototype.limit = 0n;

                    LinuxPids.create = function(properties) {
                        return new LinuxPids(properties);
                    };

                    LinuxPids.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && (message.limit !== 0n))
                            writer.uint32(8).int64(message.limit);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxPids.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxPids();
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
                                    if ((value = reader.int64()) !== 0n)
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

                    return LinuxPids;
                });

                lazy(v1alpha1, "LinuxPodSandbox", function() {

                    const LinuxPodSandbox = function (properties) {
                        this.namespaces = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxPodSandbox.prototype.podOverhead = null;
                    LinuxPodSandbox.prototype.podResources = null;
                    LinuxPodSandbox.prototype.cgroupParent = "";
                    LinuxPodSandbox.prototype.cgroupsPath = "";
                    LinuxPodSandbox.prototype.namespaces = $util.emptyArray;
                    LinuxPodSandbox.prototype.resources = null;

                    LinuxPodSandbox.create = function(properties) {
                        return new LinuxPodSandbox(properties);
                    };

                    LinuxPodSandbox.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.podOverhead != null && $Object.hasOwnProperty.call(message, "podOverhead"))
                            $root.nri.pkg.api.v1alpha1.LinuxResources.encode(message.podOverhead, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.podResources != null && $Object.hasOwnProperty.call(message, "podResources"))
                            $root.nri.pkg.api.v1alpha1.LinuxResources.encode(message.podResources, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.cgroupParent != null && $Object.hasOwnProperty.call(message, "cgroupParent") && message.cgroupParent !== "")
                            writer.uint32(26).string(message.cgroupParent);
                        if (message.cgroupsPath != null && $Object.hasOwnProperty.call(message, "cgroupsPath") && message.cgroupsPath !== "")
                            writer.uint32(34).string(message.cgroupsPath);
                        if (message.namespaces != null && message.namespaces.length)
                            for (let i = 0; i < message.namespaces.length; ++i)
                                $root.nri.pkg.api.v1alpha1.LinuxNamespace.encode(message.namespaces[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.resources != null && $Object.hasOwnProperty.call(message, "resources"))
                            $root.nri.pkg.api.v1alpha1.LinuxResources.encode(message.resources, writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxPodSandbox.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxPodSandbox();
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
                                    message.podOverhead = $root.nri.pkg.api.v1alpha1.LinuxResources.decode(reader, reader.size(), $undefined, _depth + 1, message.podOverhead);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.podResources = $root.nri.pkg.api.v1alpha1.LinuxResources.decode(reader, reader.size(), $undefined, _depth + 1, message.podResources);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.cgroupParent = value;
                                    else
                                        delete message.cgroupParent;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.cgroupsPath = value;
                                    else
                                        delete message.cgroupsPath;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.namespaces && message.namespaces.length))
                                        message.namespaces = [];
                                    message.namespaces.push($root.nri.pkg.api.v1alpha1.LinuxNamespace.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    message.resources = $root.nri.pkg.api.v1alpha1.LinuxResources.decode(reader, reader.size(), $undefined, _depth + 1, message.resources);
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

                    return LinuxPodSandbox;
                });

                lazy(v1alpha1, "LinuxRdt", function() {

                    const LinuxRdt = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxRdt.prototype.closId = null;
                    LinuxRdt.prototype.schemata = null;
                    LinuxRdt.prototype.enableMonitoring = null;
                    LinuxRdt.prototype.remove = false;

                    LinuxRdt.create = function(properties) {
                        return new LinuxRdt(properties);
                    };

                    LinuxRdt.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.closId != null && $Object.hasOwnProperty.call(message, "closId"))
                            $root.nri.pkg.api.v1alpha1.OptionalString.encode(message.closId, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.schemata != null && $Object.hasOwnProperty.call(message, "schemata"))
                            $root.nri.pkg.api.v1alpha1.OptionalRepeatedString.encode(message.schemata, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.enableMonitoring != null && $Object.hasOwnProperty.call(message, "enableMonitoring"))
                            $root.nri.pkg.api.v1alpha1.OptionalBool.encode(message.enableMonitoring, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.remove != null && $Object.hasOwnProperty.call(message, "remove") && message.remove !== false)
                            writer.uint32(32).bool(message.remove);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxRdt.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxRdt();
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
                                    message.closId = $root.nri.pkg.api.v1alpha1.OptionalString.decode(reader, reader.size(), $undefined, _depth + 1, message.closId);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.schemata = $root.nri.pkg.api.v1alpha1.OptionalRepeatedString.decode(reader, reader.size(), $undefined, _depth + 1, message.schemata);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.enableMonitoring = $root.nri.pkg.api.v1alpha1.OptionalBool.decode(reader, reader.size(), $undefined, _depth + 1, message.enableMonitoring);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.bool())
                                        message.remove = value;
                                    else
                                        delete message.remove;
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

                    return LinuxRdt;
                });

                lazy(v1alpha1, "LinuxResources", function() {

                    const LinuxResources = function (properties) {
                        this.hugepageLimits = [];
                        this.unified = {};
                        this.devices = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxResources.prototype.memory = null;
                    LinuxResources.prototype.cpu = null;
                    LinuxResources.prototype.hugepageLimits = $util.emptyArray;
                    LinuxResources.prototype.blockioClass = null;
                    LinuxResources.prototype.rdtClass = null;
                    LinuxResources.prototype.unified = $util.emptyObject;
                    LinuxResources.prototype.devices = $util.emptyArray;
                    LinuxResources.prototype.pids = null;

                    LinuxResources.create = function(properties) {
                        return new LinuxResources(properties);
                    };

                    LinuxResources.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.memory != null && $Object.hasOwnProperty.call(message, "memory"))
                            $root.nri.pkg.api.v1alpha1.LinuxMemory.encode(message.memory, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.cpu != null && $Object.hasOwnProperty.call(message, "cpu"))
                            $root.nri.pkg.api.v1alpha1.LinuxCPU.encode(message.cpu, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.hugepageLimits != null && message.hugepageLimits.length)
                            for (let i = 0; i < message.hugepageLimits.length; ++i)
                                $root.nri.pkg.api.v1alpha1.HugepageLimit.encode(message.hugepageLimits[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.blockioClass != null && $Object.hasOwnProperty.call(message, "blockioClass"))
                            $root.nri.pkg.api.v1alpha1.OptionalString.encode(message.blockioClass, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.rdtClass != null && $Object.hasOwnProperty.call(message, "rdtClass"))
                            $root.nri.pkg.api.v1alpha1.OptionalString.encode(message.rdtClass, writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.unified != null && $Object.hasOwnProperty.call(message, "unified"))
                            for (let keys = $Object.keys(message.unified), i = 0; i < keys.length; ++i)
                                writer.uint32(50).fork().uint32(10).string(keys[i]).uint32(18).string(message.unified[keys[i]]).ldelim();
                        if (message.devices != null && message.devices.length)
                            for (let i = 0; i < message.devices.length; ++i)
                                $root.nri.pkg.api.v1alpha1.LinuxDeviceCgroup.encode(message.devices[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.pids != null && $Object.hasOwnProperty.call(message, "pids"))
                            $root.nri.pkg.api.v1alpha1.LinuxPids.encode(message.pids, writer.uint32(66).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxResources.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message, key, value;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxResources();
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
                                    message.memory = $root.nri.pkg.api.v1alpha1.LinuxMemory.decode(reader, reader.size(), $undefined, _depth + 1, message.memory);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.cpu = $root.nri.pkg.api.v1alpha1.LinuxCPU.decode(reader, reader.size(), $undefined, _depth + 1, message.cpu);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.hugepageLimits && message.hugepageLimits.length))
                                        message.hugepageLimits = [];
                                    message.hugepageLimits.push($root.nri.pkg.api.v1alpha1.HugepageLimit.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.blockioClass = $root.nri.pkg.api.v1alpha1.OptionalString.decode(reader, reader.size(), $undefined, _depth + 1, message.blockioClass);
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    message.rdtClass = $root.nri.pkg.api.v1alpha1.OptionalString.decode(reader, reader.size(), $undefined, _depth + 1, message.rdtClass);
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.unified === $util.emptyObject)
                                        message.unified = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = "";
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.unified, key);
                                    message.unified[key] = value;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.devices && message.devices.length))
                                        message.devices = [];
                                    message.devices.push($root.nri.pkg.api.v1alpha1.LinuxDeviceCgroup.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 2)
                                        break;
                                    message.pids = $root.nri.pkg.api.v1alpha1.LinuxPids.decode(reader, reader.size(), $undefined, _depth + 1, message.pids);
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

                    return LinuxResources;
                });

                lazy(v1alpha1, "LinuxScheduler", function() {

                    const LinuxScheduler = function (properties) {
                        this.flags = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxScheduler.prototype.policy = 0;
                    LinuxScheduler.prototype.nice = 0;
                    LinuxScheduler.prototype.priority = 0;
                    LinuxScheduler.prototype.flags = $util.emptyArray;
                    LinuxScheduler.prototype.runtime = 0n;
                    LinuxScheduler.prototype.deadline = 0n;
                    LinuxScheduler.prototype.period = 0n;

                    LinuxScheduler.create = function(properties) {
                        return new LinuxScheduler(properties);
                    };

                    LinuxScheduler.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.policy != null && $Object.hasOwnProperty.call(message, "policy") && message.policy !== 0)
                            writer.uint32(8).int32(message.policy);
                        if (message.nice != null && $Object.hasOwnProperty.call(message, "nice") && message.nice !== 0)
                            writer.uint32(16).int32(message.nice);
                        if (message.priority != null && $Object.hasOwnProperty.call(message, "priority") && message.priority !== 0)
                            writer.uint32(24).int32(message.priority);
                        if (message.flags != null && message.flags.length)
                            writer.uint32(34).int32s(message.flags);
                        if (message.runtime != null && $Object.hasOwnProperty.call(message, "runtime") && (message.runtime !== 0n))
                            writer.uint32(40).uint64(message.runtime);
                        if (message.deadline != null && $Object.hasOwnProperty.call(message, "deadline") && (message.deadline !== 0n))
                            writer.uint32(48).uint64(message.deadline);
                        if (message.period != null && $Object.hasOwnProperty.call(message, "period") && (message.period !== 0n))
                            writer.uint32(56).uint64(message.period);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxScheduler.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxScheduler();
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
                                    if (value = reader.int32())
                                        message.policy = value;
                                    else
                                        delete message.policy;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.int32())
                                        message.nice = value;
                                    else
                                        delete message.nice;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.int32())
                                        message.priority = value;
                                    else
                                        delete message.priority;
                                    continue;
                                }
                            case 4: {
                                    if (wireType === 2) {
                                        if (!(message.flags && message.flags.length))
                                            message.flags = [];
                                        reader.int32s(message.flags);
                                        continue;
                                    }
                                    if (wireType !== 0)
                                        break;
                                    if (!(message.flags && message.flags.length))
                                        message.flags = [];
                                    message.flags.push(reader.int32());
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.runtime = value;
                                    else
                                        delete message.runtime;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.deadline = value;
                                    else
                                        delete message.deadline;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.period = value;
                                    else
                                        delete message.period;
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

                    return LinuxScheduler;
                });

                lazy(v1alpha1, "LinuxSeccomp", function() {

                    const LinuxSeccomp = function (properties) {
                        this.architectures = [];
                        this.flags = [];
                        this.syscalls = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxSeccomp.prototype.defaultAction = "";
                    LinuxSeccomp.prototype.defaultErrno = null;
                    LinuxSeccomp.prototype.architectures = $util.emptyArray;
                    LinuxSeccomp.prototype.flags = $util.emptyArray;
                    LinuxSeccomp.prototype.listenerPath = "";
                    LinuxSeccomp.prototype.listenerMetadata = "";
                    LinuxSeccomp.prototype.syscalls = $util.emptyArray;

                    LinuxSeccomp.create = function(properties) {
                        return new LinuxSeccomp(properties);
                    };

                    LinuxSeccomp.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.defaultAction != null && $Object.hasOwnProperty.call(message, "defaultAction") && message.defaultAction !== "")
                            writer.uint32(10).string(message.defaultAction);
                        if (message.defaultErrno != null && $Object.hasOwnProperty.call(message, "defaultErrno"))
                            $root.nri.pkg.api.v1alpha1.OptionalUInt32.encode(message.defaultErrno, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.architectures != null && message.architectures.length)
                            for (let i = 0; i < message.architectures.length; ++i)
                                writer.uint32(26).string(message.architectures[i]);
                        if (message.flags != null && message.flags.length)
                            for (let i = 0; i < message.flags.length; ++i)
                                writer.uint32(34).string(message.flags[i]);
                        if (message.listenerPath != null && $Object.hasOwnProperty.call(message, "listenerPath") && message.listenerPath !== "")
                            writer.uint32(42).string(message.listenerPath);
                        if (message.listenerMetadata != null && $Object.hasOwnProperty.call(message, "listenerMetadata") && message.listenerMetadata !== "")
                            writer.uint32(50).string(message.listenerMetadata);
                        if (message.syscalls != null && message.syscalls.length)
                            for (let i = 0; i < message.syscalls.length; ++i)
                                $root.nri.pkg.api.v1alpha1.LinuxSyscall.encode(message.syscalls[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxSeccomp.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxSeccomp();
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
                                        message.defaultAction = value;
                                    else
                                        delete message.defaultAction;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.defaultErrno = $root.nri.pkg.api.v1alpha1.OptionalUInt32.decode(reader, reader.size(), $undefined, _depth + 1, message.defaultErrno);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.architectures && message.architectures.length))
                                        message.architectures = [];
                                    message.architectures.push(reader.stringVerify());
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.flags && message.flags.length))
                                        message.flags = [];
                                    message.flags.push(reader.stringVerify());
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.listenerPath = value;
                                    else
                                        delete message.listenerPath;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.listenerMetadata = value;
                                    else
                                        delete message.listenerMetadata;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.syscalls && message.syscalls.length))
                                        message.syscalls = [];
                                    message.syscalls.push($root.nri.pkg.api.v1alpha1.LinuxSyscall.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return LinuxSeccomp;
                });

                lazy(v1alpha1, "LinuxSeccompArg", function() {

                    const LinuxSeccompArg = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxSeccompArg.prototype.index = 0;
                    LinuxSeccompArg.prototype.value = 0n;
                    LinuxSeccompArg.prototype.valueTwo = 0n;
                    LinuxSeccompArg.prototype.op = "";

                    LinuxSeccompArg.create = function(properties) {
                        return new LinuxSeccompArg(properties);
                    };

                    LinuxSeccompArg.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                            writer.uint32(8).uint32(message.index);
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && (message.value !== 0n))
                            writer.uint32(16).uint64(message.value);
                        if (message.valueTwo != null && $Object.hasOwnProperty.call(message, "valueTwo") && (message.valueTwo !== 0n))
                            writer.uint32(24).uint64(message.valueTwo);
                        if (message.op != null && $Object.hasOwnProperty.call(message, "op") && message.op !== "")
                            writer.uint32(34).string(message.op);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxSeccompArg.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxSeccompArg();
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
                                    if (value = reader.uint32())
                                        message.index = value;
                                    else
                                        delete message.index;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.value = value;
                                    else
                                        delete message.value;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.valueTwo = value;
                                    else
                                        delete message.valueTwo;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.op = value;
                                    else
                                        delete message.op;
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

                    return LinuxSeccompArg;
                });

                lazy(v1alpha1, "LinuxSyscall", function() {

                    const LinuxSyscall = function (properties) {
                        this.names = [];
                        this.args = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    LinuxSyscall.prototype.names = $util.emptyArray;
                    LinuxSyscall.prototype.action = "";
                    LinuxSyscall.prototype.errnoRet = null;
                    LinuxSyscall.prototype.args = $util.emptyArray;

                    LinuxSyscall.create = function(properties) {
                        return new LinuxSyscall(properties);
                    };

                    LinuxSyscall.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.names != null && message.names.length)
                            for (let i = 0; i < message.names.length; ++i)
                                writer.uint32(10).string(message.names[i]);
                        if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== "")
                            writer.uint32(18).string(message.action);
                        if (message.errnoRet != null && $Object.hasOwnProperty.call(message, "errnoRet"))
                            $root.nri.pkg.api.v1alpha1.OptionalUInt32.encode(message.errnoRet, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.args != null && message.args.length)
                            for (let i = 0; i < message.args.length; ++i)
                                $root.nri.pkg.api.v1alpha1.LinuxSeccompArg.encode(message.args[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    LinuxSyscall.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.LinuxSyscall();
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
                                    if (!(message.names && message.names.length))
                                        message.names = [];
                                    message.names.push(reader.stringVerify());
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.action = value;
                                    else
                                        delete message.action;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.errnoRet = $root.nri.pkg.api.v1alpha1.OptionalUInt32.decode(reader, reader.size(), $undefined, _depth + 1, message.errnoRet);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.args && message.args.length))
                                        message.args = [];
                                    message.args.push($root.nri.pkg.api.v1alpha1.LinuxSeccompArg.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return LinuxSyscall;
                });

                lazy(v1alpha1, "Mount", function() {

                    const Mount = function (properties) {
                        this.options = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Mount.prototype.destination = "";
                    Mount.prototype.type = "";
                    Mount.prototype.source = "";
                    Mount.prototype.options = $util.emptyArray;

                    Mount.create = function(properties) {
                        return new Mount(properties);
                    };

                    Mount.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.destination != null && $Object.hasOwnProperty.call(message, "destination") && message.destination !== "")
                            writer.uint32(10).string(message.destination);
                        if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                            writer.uint32(18).string(message.type);
                        if (message.source != null && $Object.hasOwnProperty.call(message, "source") && message.source !== "")
                            writer.uint32(26).string(message.source);
                        if (message.options != null && message.options.length)
                            for (let i = 0; i < message.options.length; ++i)
                                writer.uint32(34).string(message.options[i]);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Mount.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.Mount();
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
                                        message.destination = value;
                                    else
                                        delete message.destination;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.type = value;
                                    else
                                        delete message.type;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.source = value;
                                    else
                                        delete message.source;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.options && message.options.length))
                                        message.options = [];
                                    message.options.push(reader.stringVerify());
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

                    return Mount;
                });

                lazy(v1alpha1, "OptionalBool", function() {

                    const OptionalBool = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OptionalBool.prototype.value = false;

                    OptionalBool.create = function(properties) {
                        return new OptionalBool(properties);
                    };

                    OptionalBool.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== false)
                            writer.uint32(8).bool(message.value);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OptionalBool.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.OptionalBool();
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

                    return OptionalBool;
                });

                lazy(v1alpha1, "OptionalFileMode", function() {

                    const OptionalFileMode = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OptionalFileMode.prototype.value = 0;

                    OptionalFileMode.create = function(properties) {
                        return new OptionalFileMode(properties);
                    };

                    OptionalFileMode.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== 0)
                            writer.uint32(8).uint32(message.value);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OptionalFileMode.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.OptionalFileMode();
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
                                    if (value = reader.uint32())
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

                    return OptionalFileMode;
                });

                lazy(v1alpha1, "OptionalInt", function() {

                    const OptionalInt = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OptionalInt.prototype.value = 0n;

                    OptionalInt.create = function(properties) {
                        return new OptionalInt(properties);
                    };

                    OptionalInt.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && (message.value !== 0n))
                            writer.uint32(8).int64(message.value);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OptionalInt.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.OptionalInt();
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
                                    if ((value = reader.int64()) !== 0n)
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

                    return OptionalInt;
                });

                lazy(v1alpha1, "OptionalInt32", function() {

                    const OptionalInt32 = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OptionalInt32.prototype.value = 0;

                    OptionalInt32.create = function(properties) {
                        return new OptionalInt32(properties);
                    };

                    OptionalInt32.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== 0)
                            writer.uint32(8).int32(message.value);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OptionalInt32.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.OptionalInt32();
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
                                    if (value = reader.int32())
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

                    return OptionalInt32;
                });

                lazy(v1alpha1, "OptionalInt64", function() {

                    const OptionalInt64 = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OptionalInt64.prototype.value = 0n;

                    OptionalInt64.create = function(properties) {
                        return new OptionalInt64(properties);
                    };

                    OptionalInt64.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && (message.value !== 0n))
                            writer.uint32(8).int64(message.value);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OptionalInt64.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.OptionalInt64();
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
                                    if ((value = reader.int64()) !== 0n)
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

                    return OptionalInt64;
                });

                lazy(v1alpha1, "OptionalRepeatedString", function() {

                    const OptionalRepeatedString = function (properties) {
                        this.value = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OptionalRepeatedString.prototype.value = $util.emptyArray;

                    OptionalRepeatedString.create = function(properties) {
                        return new OptionalRepeatedString(properties);
                    };

                    OptionalRepeatedString.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.value != null && message.value.length)
                            for (let i = 0; i < message.value.length; ++i)
                                writer.uint32(10).string(message.value[i]);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OptionalRepeatedString.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.OptionalRepeatedString();
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
                                    if (!(message.value && message.value.length))
                                        message.value = [];
                                    message.value.push(reader.stringVerify());
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

                    return OptionalRepeatedString;
                });

                lazy(v1alpha1, "OptionalString", function() {

                    const OptionalString = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OptionalString.prototype.value = "";

                    OptionalString.create = function(properties) {
                        return new OptionalString(properties);
                    };

                    OptionalString.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                            writer.uint32(10).string(message.value);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OptionalString.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.OptionalString();
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

                    return OptionalString;
                });

                lazy(v1alpha1, "OptionalUInt32", function() {

                    const OptionalUInt32 = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OptionalUInt32.prototype.value = 0;

                    OptionalUInt32.create = function(properties) {
                        return new OptionalUInt32(properties);
                    };

                    OptionalUInt32.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== 0)
                            writer.uint32(8).uint32(message.value);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OptionalUInt32.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.OptionalUInt32();
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
                                    if (value = reader.uint32())
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

                    return OptionalUInt32;
                });

                lazy(v1alpha1, "OptionalUInt64", function() {

                    const OptionalUInt64 = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OptionalUInt64.prototype.value = 0n;

                    OptionalUInt64.create = function(properties) {
                        return new OptionalUInt64(properties);
                    };

                    OptionalUInt64.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && (message.value !== 0n))
                            writer.uint32(8).uint64(message.value);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OptionalUInt64.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.OptionalUInt64();
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

                    return OptionalUInt64;
                });

                lazy(v1alpha1, "OwningPlugins", function() {

                    const OwningPlugins = function (properties) {
                        this.owners = {};
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OwningPlugins.prototype.owners = $util.emptyObject;

                    OwningPlugins.create = function(properties) {
                        return new OwningPlugins(properties);
                    };

                    OwningPlugins.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.owners != null && $Object.hasOwnProperty.call(message, "owners"))
                            for (let keys = $Object.keys(message.owners), i = 0; i < keys.length; ++i) {
                                writer.uint32(10).fork().uint32(10).string(keys[i]);
                                $root.nri.pkg.api.v1alpha1.FieldOwners.encode(message.owners[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
                            }
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OwningPlugins.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message, key, value;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.nri.pkg.api.v1alpha1.OwningPlugins();
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
                                    if (message.owners === $util.emptyObject)
                                        message.owners = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = null;
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = $root.nri.pkg.api.v1alpha1.FieldOwners.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.owners, key);
                                    message.owners[key] = value || new $root.nri.pkg.api.v1alpha1.FieldOwners();
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

                    return OwningPlugins;
                });

                lazy(v1alpha1, "POSIXRlimit", function() {

                    const POSIXRlimit = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    POSIXRlimit.prototype.type = "";
                    POSIXRlimit.prototype.hard = 0n;
                    POSIXRlimit.prototype.soft = 0n;

                    POSIXRlimit.create = function(properties) {
                        return new POSIXRlimit(properties);
                    };

                    POSIXRlimit.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                            writer.uint32(10).string(message.type);
                        if (message.hard != null && $Object.hasOwnProperty.call(message, "hard") && (message.hard !== 0n))
                            writer.uint32(16).uint64(message.hard);
                        if (message.soft != null && $Object.hasOwnProperty.call(message, "soft") && (message.soft !== 0n))
                            writer.uint32(24).uint64(message.soft);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    POSIXRlimit.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.POSIXRlimit();
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
                                        message.type = value;
                                    else
                                        delete message.type;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.hard = value;
                                    else
                                        delete message.hard;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if ((value = reader.uint64()) !== 0n)
                                        message.soft = value;
                                    else
                                        delete message.soft;
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

                    return POSIXRlimit;
                });

                lazy(v1alpha1, "PluginInstance", function() {

                    const PluginInstance = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PluginInstance.prototype.name = "";
                    PluginInstance.prototype.index = "";

                    PluginInstance.create = function(properties) {
                        return new PluginInstance(properties);
                    };

                    PluginInstance.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                            writer.uint32(10).string(message.name);
                        if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== "")
                            writer.uint32(18).string(message.index);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PluginInstance.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.PluginInstance();
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
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.index = value;
                                    else
                                        delete message.index;
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

                    return PluginInstance;
                });

                lazy(v1alpha1, "PodSandbox", function() {

                    const PodSandbox = function (properties) {
                        this.labels = {};
                        this.annotations = {};
                        this.ips = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PodSandbox.prototype.id = "";
                    PodSandbox.prototype.name = "";
                    PodSandbox.prototype.uid = "";
                    PodSandbox.prototype.namespace = "";
                    PodSandbox.prototype.labels = $util.emptyObject;
                    PodSandbox.prototype.annotations = $util.emptyObject;
                    PodSandbox.prototype.runtimeHandler = "";
                    PodSandbox.prototype.linux = null;
                    PodSandbox.prototype.pid = 0;
                    PodSandbox.prototype.ips = $util.emptyArray;

                    PodSandbox.create = function(properties) {
                        return new PodSandbox(properties);
                    };

                    PodSandbox.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                            writer.uint32(10).string(message.id);
                        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                            writer.uint32(18).string(message.name);
                        if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== "")
                            writer.uint32(26).string(message.uid);
                        if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                            writer.uint32(34).string(message.namespace);
                        if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                            for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                                writer.uint32(42).fork().uint32(10).string(keys[i]).uint32(18).string(message.labels[keys[i]]).ldelim();
                        if (message.annotations != null && $Object.hasOwnProperty.call(message, "annotations"))
                            for (let keys = $Object.keys(message.annotations), i = 0; i < keys.length; ++i)
                                writer.uint32(50).fork().uint32(10).string(keys[i]).uint32(18).string(message.annotations[keys[i]]).ldelim();
                        if (message.runtimeHandler != null && $Object.hasOwnProperty.call(message, "runtimeHandler") && message.runtimeHandler !== "")
                            writer.uint32(58).string(message.runtimeHandler);
                        if (message.linux != null && $Object.hasOwnProperty.call(message, "linux"))
                            $root.nri.pkg.api.v1alpha1.LinuxPodSandbox.encode(message.linux, writer.uint32(66).fork(), _depth + 1).ldelim();
                        if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                            writer.uint32(72).uint32(message.pid);
                        if (message.ips != null && message.ips.length)
                            for (let i = 0; i < message.ips.length; ++i)
                                writer.uint32(82).string(message.ips[i]);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PodSandbox.decode = function (reader, length, _end, _depth, _target) {
                        if (!(reader instanceof $Reader))
                            reader = $Reader.create(reader);
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $Reader.recursionLimit)
                            throw $Error("max depth exceeded");
                        let end, message, key, value;
                        if (length === $undefined)
                            end = reader.len;
                        else {
                            end = reader.pos + length;
                            if (end > reader.len)
                                throw $RangeError("index out of range");
                            length = reader.len;
                            reader.len = end;
                        }
                        message = _target || new $root.nri.pkg.api.v1alpha1.PodSandbox();
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
                                        message.id = value;
                                    else
                                        delete message.id;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.name = value;
                                    else
                                        delete message.name;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.uid = value;
                                    else
                                        delete message.uid;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.namespace = value;
                                    else
                                        delete message.namespace;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.labels === $util.emptyObject)
                                        message.labels = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = "";
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.labels, key);
                                    message.labels[key] = value;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.annotations === $util.emptyObject)
                                        message.annotations = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = "";
                                    while (reader.pos < end2) {
                                        let tag2 = reader.tag();
                                        wireType = tag2 & 7;
                                        switch (tag2 >>>= 3) {
                                        case 1:
                                            if (wireType !== 2)
                                                break;
                                            key = reader.stringVerify();
                                            continue;
                                        case 2:
                                            if (wireType !== 2)
                                                break;
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.annotations, key);
                                    message.annotations[key] = value;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.runtimeHandler = value;
                                    else
                                        delete message.runtimeHandler;
                                    continue;
                                }
                            case 8: {
                                    if (wireType !== 2)
                                        break;
                                    message.linux = $root.nri.pkg.api.v1alpha1.LinuxPodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.linux);
                                    continue;
                                }
                            case 9: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.uint32())
                                        message.pid = value;
                                    else
                                        delete message.pid;
                                    continue;
                                }
                            case 10: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.ips && message.ips.length))
                                        message.ips = [];
                                    message.ips.push(reader.stringVerify());
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

                    return PodSandbox;
                });

                lazy(v1alpha1, "PostCreateContainerRequest", function() {

                    const PostCreateContainerRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PostCreateContainerRequest.prototype.pod = null;
                    PostCreateContainerRequest.prototype.container = null;

                    PostCreateContainerRequest.create = function(properties) {
                        return new PostCreateContainerRequest(properties);
                    };

                    PostCreateContainerRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                            $root.nri.pkg.api.v1alpha1.Container.encode(message.container, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PostCreateContainerRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.PostCreateContainerRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.container = $root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
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

                    return PostCreateContainerRequest;
                });

                lazy(v1alpha1, "PostCreateContainerResponse", function() {

                    const PostCreateContainerResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PostCreateContainerResponse.create = function(properties) {
                        return new PostCreateContainerResponse(properties);
                    };

                    PostCreateContainerResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PostCreateContainerResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.PostCreateContainerResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return PostCreateContainerResponse;
                });

                lazy(v1alpha1, "PostStartContainerRequest", function() {

                    const PostStartContainerRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PostStartContainerRequest.prototype.pod = null;
                    PostStartContainerRequest.prototype.container = null;

                    PostStartContainerRequest.create = function(properties) {
                        return new PostStartContainerRequest(properties);
                    };

                    PostStartContainerRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                            $root.nri.pkg.api.v1alpha1.Container.encode(message.container, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PostStartContainerRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.PostStartContainerRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.container = $root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
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

                    return PostStartContainerRequest;
                });

                lazy(v1alpha1, "PostStartContainerResponse", function() {

                    const PostStartContainerResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PostStartContainerResponse.create = function(properties) {
                        return new PostStartContainerResponse(properties);
                    };

                    PostStartContainerResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PostStartContainerResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.PostStartContainerResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return PostStartContainerResponse;
                });

                lazy(v1alpha1, "PostUpdateContainerRequest", function() {

                    const PostUpdateContainerRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PostUpdateContainerRequest.prototype.pod = null;
                    PostUpdateContainerRequest.prototype.container = null;

                    PostUpdateContainerRequest.create = function(properties) {
                        return new PostUpdateContainerRequest(properties);
                    };

                    PostUpdateContainerRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                            $root.nri.pkg.api.v1alpha1.Container.encode(message.container, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PostUpdateContainerRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.PostUpdateContainerRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.container = $root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
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

                    return PostUpdateContainerRequest;
                });

                lazy(v1alpha1, "PostUpdateContainerResponse", function() {

                    const PostUpdateContainerResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PostUpdateContainerResponse.create = function(properties) {
                        return new PostUpdateContainerResponse(properties);
                    };

                    PostUpdateContainerResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PostUpdateContainerResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.PostUpdateContainerResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return PostUpdateContainerResponse;
                });

                lazy(v1alpha1, "PostUpdatePodSandboxRequest", function() {

                    const PostUpdatePodSandboxRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PostUpdatePodSandboxRequest.prototype.pod = null;

                    PostUpdatePodSandboxRequest.create = function(properties) {
                        return new PostUpdatePodSandboxRequest(properties);
                    };

                    PostUpdatePodSandboxRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PostUpdatePodSandboxRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.PostUpdatePodSandboxRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
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

                    return PostUpdatePodSandboxRequest;
                });

                lazy(v1alpha1, "PostUpdatePodSandboxResponse", function() {

                    const PostUpdatePodSandboxResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    PostUpdatePodSandboxResponse.create = function(properties) {
                        return new PostUpdatePodSandboxResponse(properties);
                    };

                    PostUpdatePodSandboxResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    PostUpdatePodSandboxResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.PostUpdatePodSandboxResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return PostUpdatePodSandboxResponse;
                });

                lazy(v1alpha1, "RegisterPluginRequest", function() {

                    const RegisterPluginRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    RegisterPluginRequest.prototype.pluginName = "";
                    RegisterPluginRequest.prototype.pluginIdx = "";
                    RegisterPluginRequest.prototype.NRIVersion = "";

                    RegisterPluginRequest.create = function(properties) {
                        return new RegisterPluginRequest(properties);
                    };

                    RegisterPluginRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pluginName != null && $Object.hasOwnProperty.call(message, "pluginName") && message.pluginName !== "")
                            writer.uint32(10).string(message.pluginName);
                        if (message.pluginIdx != null && $Object.hasOwnProperty.call(message, "pluginIdx") && message.pluginIdx !== "")
                            writer.uint32(18).string(message.pluginIdx);
                        if (message.NRIVersion != null && $Object.hasOwnProperty.call(message, "NRIVersion") && message.NRIVersion !== "")
                            writer.uint32(26).string(message.NRIVersion);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    RegisterPluginRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.RegisterPluginRequest();
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
                                        message.pluginName = value;
                                    else
                                        delete message.pluginName;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.pluginIdx = value;
                                    else
                                        delete message.pluginIdx;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.NRIVersion = value;
                                    else
                                        delete message.NRIVersion;
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

                    return RegisterPluginRequest;
                });

                lazy(v1alpha1, "RemoveContainerRequest", function() {

                    const RemoveContainerRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    RemoveContainerRequest.prototype.pod = null;
                    RemoveContainerRequest.prototype.container = null;

                    RemoveContainerRequest.create = function(properties) {
                        return new RemoveContainerRequest(properties);
                    };

                    RemoveContainerRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                            $root.nri.pkg.api.v1alpha1.Container.encode(message.container, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    RemoveContainerRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.RemoveContainerRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.container = $root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
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

                    return RemoveContainerRequest;
                });

                lazy(v1alpha1, "RemoveContainerResponse", function() {

                    const RemoveContainerResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    RemoveContainerResponse.create = function(properties) {
                        return new RemoveContainerResponse(properties);
                    };

                    RemoveContainerResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    RemoveContainerResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.RemoveContainerResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return RemoveContainerResponse;
                });

                lazy(v1alpha1, "RemovePodSandboxRequest", function() {

                    const RemovePodSandboxRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    RemovePodSandboxRequest.prototype.pod = null;

                    RemovePodSandboxRequest.create = function(properties) {
                        return new RemovePodSandboxRequest(properties);
                    };

                    RemovePodSandboxRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    RemovePodSandboxRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.RemovePodSandboxRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
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

                    return RemovePodSandboxRequest;
                });

                lazy(v1alpha1, "RemovePodSandboxResponse", function() {

                    const RemovePodSandboxResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    RemovePodSandboxResponse.create = function(properties) {
                        return new RemovePodSandboxResponse(properties);
                    };

                    RemovePodSandboxResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    RemovePodSandboxResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.RemovePodSandboxResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return RemovePodSandboxResponse;
                });

                lazy(v1alpha1, "RunPodSandboxRequest", function() {

                    const RunPodSandboxRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    RunPodSandboxRequest.prototype.pod = null;

                    RunPodSandboxRequest.create = function(properties) {
                        return new RunPodSandboxRequest(properties);
                    };

                    RunPodSandboxRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    RunPodSandboxRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.RunPodSandboxRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
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

                    return RunPodSandboxRequest;
                });

                lazy(v1alpha1, "RunPodSandboxResponse", function() {

                    const RunPodSandboxResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    RunPodSandboxResponse.create = function(properties) {
                        return new RunPodSandboxResponse(properties);
                    };

                    RunPodSandboxResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    RunPodSandboxResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.RunPodSandboxResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return RunPodSandboxResponse;
                });

                lazy(v1alpha1, "SecurityProfile", function() {

                    const SecurityProfile = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    SecurityProfile.prototype.profileType = 0;
                    SecurityProfile.prototype.localhostRef = "";

                    SecurityProfile.create = function(properties) {
                        return new SecurityProfile(properties);
                    };

                    SecurityProfile.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.profileType != null && $Object.hasOwnProperty.call(message, "profileType") && message.profileType !== 0)
                            writer.uint32(8).int32(message.profileType);
                        if (message.localhostRef != null && $Object.hasOwnProperty.call(message, "localhostRef") && message.localhostRef !== "")
                            writer.uint32(18).string(message.localhostRef);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    SecurityProfile.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.SecurityProfile();
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
                                    if (value = reader.int32())
                                        message.profileType = value;
                                    else
                                        delete message.profileType;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.localhostRef = value;
                                    else
                                        delete message.localhostRef;
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

                    lazy(SecurityProfile, "ProfileType", function() {
                        const valuesById = $Object.create(null), values = $Object.create(valuesById);
                        values[valuesById[0] = "RUNTIME_DEFAULT"] = 0;
                        values[valuesById[1] = "UNCONFINED"] = 1;
                        values[valuesById[2] = "LOCALHOST"] = 2;
                        return values;
                    });

                    return SecurityProfile;
                });

                lazy(v1alpha1, "StartContainerRequest", function() {

                    const StartContainerRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    StartContainerRequest.prototype.pod = null;
                    StartContainerRequest.prototype.container = null;

                    StartContainerRequest.create = function(properties) {
                        return new StartContainerRequest(properties);
                    };

                    StartContainerRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                            $root.nri.pkg.api.v1alpha1.Container.encode(message.container, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    StartContainerRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.StartContainerRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.container = $root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
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

                    return StartContainerRequest;
                });

                lazy(v1alpha1, "StartContainerResponse", function() {

                    const StartContainerResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    StartContainerResponse.create = function(properties) {
                        return new StartContainerResponse(properties);
                    };

                    StartContainerResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    StartContainerResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.StartContainerResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return StartContainerResponse;
                });

                lazy(v1alpha1, "StateChangeEvent", function() {

                    const StateChangeEvent = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    StateChangeEvent.prototype.event = 0;
                    StateChangeEvent.prototype.pod = null;
                    StateChangeEvent.prototype.container = null;

                    StateChangeEvent.create = function(properties) {
                        return new StateChangeEvent(properties);
                    };

                    StateChangeEvent.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.event != null && $Object.hasOwnProperty.call(message, "event") && message.event !== 0)
                            writer.uint32(8).int32(message.event);
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                            $root.nri.pkg.api.v1alpha1.Container.encode(message.container, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    StateChangeEvent.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.StateChangeEvent();
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
                                    if (value = reader.int32())
                                        message.event = value;
                                    else
                                        delete message.event;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.container = $root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
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

                    return StateChangeEvent;
                });

                lazy(v1alpha1, "StopContainerRequest", function() {

                    const StopContainerRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    StopContainerRequest.prototype.pod = null;
                    StopContainerRequest.prototype.container = null;

                    StopContainerRequest.create = function(properties) {
                        return new StopContainerRequest(properties);
                    };

                    StopContainerRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                            $root.nri.pkg.api.v1alpha1.Container.encode(message.container, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    StopContainerRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.StopContainerRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.container = $root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
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

                    return StopContainerRequest;
                });

                lazy(v1alpha1, "StopContainerResponse", function() {

                    const StopContainerResponse = function (properties) {
                        this.update = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    StopContainerResponse.prototype.update = $util.emptyArray;

                    StopContainerResponse.create = function(properties) {
                        return new StopContainerResponse(properties);
                    };

                    StopContainerResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.update != null && message.update.length)
                            for (let i = 0; i < message.update.length; ++i)
                                $root.nri.pkg.api.v1alpha1.ContainerUpdate.encode(message.update[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    StopContainerResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.StopContainerResponse();
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
                                    if (!(message.update && message.update.length))
                                        message.update = [];
                                    message.update.push($root.nri.pkg.api.v1alpha1.ContainerUpdate.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return StopContainerResponse;
                });

                lazy(v1alpha1, "StopPodSandboxRequest", function() {

                    const StopPodSandboxRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    StopPodSandboxRequest.prototype.pod = null;

                    StopPodSandboxRequest.create = function(properties) {
                        return new StopPodSandboxRequest(properties);
                    };

                    StopPodSandboxRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    StopPodSandboxRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.StopPodSandboxRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
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

                    return StopPodSandboxRequest;
                });

                lazy(v1alpha1, "StopPodSandboxResponse", function() {

                    const StopPodSandboxResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    StopPodSandboxResponse.create = function(properties) {
                        return new StopPodSandboxResponse(properties);
                    };

                    StopPodSandboxResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    StopPodSandboxResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.StopPodSandboxResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return StopPodSandboxResponse;
                });

                lazy(v1alpha1, "SynchronizeRequest", function() {

                    const SynchronizeRequest = function (properties) {
                        this.pods = [];
                        this.containers = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    SynchronizeRequest.prototype.pods = $util.emptyArray;
                    SynchronizeRequest.prototype.containers = $util.emptyArray;
                    SynchronizeRequest.prototype.more = false;

                    SynchronizeRequest.create = function(properties) {
                        return new SynchronizeRequest(properties);
                    };

                    SynchronizeRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pods != null && message.pods.length)
                            for (let i = 0; i < message.pods.length; ++i)
                                $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pods[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.containers != null && message.containers.length)
                            for (let i = 0; i < message.containers.length; ++i)
                                $root.nri.pkg.api.v1alpha1.Container.encode(message.containers[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.more != null && $Object.hasOwnProperty.call(message, "more") && message.more !== false)
                            writer.uint32(24).bool(message.more);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    SynchronizeRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.SynchronizeRequest();
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
                                    if (!(message.pods && message.pods.length))
                                        message.pods = [];
                                    message.pods.push($root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.containers && message.containers.length))
                                        message.containers = [];
                                    message.containers.push($root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.bool())
                                        message.more = value;
                                    else
                                        delete message.more;
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

                    return SynchronizeRequest;
                });

                lazy(v1alpha1, "SynchronizeResponse", function() {

                    const SynchronizeResponse = function (properties) {
                        this.update = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    SynchronizeResponse.prototype.update = $util.emptyArray;
                    SynchronizeResponse.prototype.more = false;

                    SynchronizeResponse.create = function(properties) {
                        return new SynchronizeResponse(properties);
                    };

                    SynchronizeResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.update != null && message.update.length)
                            for (let i = 0; i < message.update.length; ++i)
                                $root.nri.pkg.api.v1alpha1.ContainerUpdate.encode(message.update[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.more != null && $Object.hasOwnProperty.call(message, "more") && message.more !== false)
                            writer.uint32(16).bool(message.more);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    SynchronizeResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.SynchronizeResponse();
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
                                    if (!(message.update && message.update.length))
                                        message.update = [];
                                    message.update.push($root.nri.pkg.api.v1alpha1.ContainerUpdate.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.bool())
                                        message.more = value;
                                    else
                                        delete message.more;
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

                    return SynchronizeResponse;
                });

                lazy(v1alpha1, "UpdateContainerRequest", function() {

                    const UpdateContainerRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    UpdateContainerRequest.prototype.pod = null;
                    UpdateContainerRequest.prototype.container = null;
                    UpdateContainerRequest.prototype.linuxResources = null;

                    UpdateContainerRequest.create = function(properties) {
                        return new UpdateContainerRequest(properties);
                    };

                    UpdateContainerRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                            $root.nri.pkg.api.v1alpha1.Container.encode(message.container, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.linuxResources != null && $Object.hasOwnProperty.call(message, "linuxResources"))
                            $root.nri.pkg.api.v1alpha1.LinuxResources.encode(message.linuxResources, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    UpdateContainerRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.UpdateContainerRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.container = $root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.linuxResources = $root.nri.pkg.api.v1alpha1.LinuxResources.decode(reader, reader.size(), $undefined, _depth + 1, message.linuxResources);
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

                    return UpdateContainerRequest;
                });

                lazy(v1alpha1, "UpdateContainerResponse", function() {

                    const UpdateContainerResponse = function (properties) {
                        this.update = [];
                        this.evict = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    UpdateContainerResponse.prototype.update = $util.emptyArray;
                    UpdateContainerResponse.prototype.evict = $util.emptyArray;

                    UpdateContainerResponse.create = function(properties) {
                        return new UpdateContainerResponse(properties);
                    };

                    UpdateContainerResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.update != null && message.update.length)
                            for (let i = 0; i < message.update.length; ++i)
                                $root.nri.pkg.api.v1alpha1.ContainerUpdate.encode(message.update[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.evict != null && message.evict.length)
                            for (let i = 0; i < message.evict.length; ++i)
                                $root.nri.pkg.api.v1alpha1.ContainerEviction.encode(message.evict[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    UpdateContainerResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.UpdateContainerResponse();
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
                                    if (!(message.update && message.update.length))
                                        message.update = [];
                                    message.update.push($root.nri.pkg.api.v1alpha1.ContainerUpdate.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.evict && message.evict.length))
                                        message.evict = [];
                                    message.evict.push($root.nri.pkg.api.v1alpha1.ContainerEviction.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return UpdateContainerResponse;
                });

                lazy(v1alpha1, "UpdateContainersRequest", function() {

                    const UpdateContainersRequest = function (properties) {
                        this.update = [];
                        this.evict = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    UpdateContainersRequest.prototype.update = $util.emptyArray;
                    UpdateContainersRequest.prototype.evict = $util.emptyArray;

                    UpdateContainersRequest.create = function(properties) {
                        return new UpdateContainersRequest(properties);
                    };

                    UpdateContainersRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.update != null && message.update.length)
                            for (let i = 0; i < message.update.length; ++i)
                                $root.nri.pkg.api.v1alpha1.ContainerUpdate.encode(message.update[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.evict != null && message.evict.length)
                            for (let i = 0; i < message.evict.length; ++i)
                                $root.nri.pkg.api.v1alpha1.ContainerEviction.encode(message.evict[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    UpdateContainersRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.UpdateContainersRequest();
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
                                    if (!(message.update && message.update.length))
                                        message.update = [];
                                    message.update.push($root.nri.pkg.api.v1alpha1.ContainerUpdate.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.evict && message.evict.length))
                                        message.evict = [];
                                    message.evict.push($root.nri.pkg.api.v1alpha1.ContainerEviction.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return UpdateContainersRequest;
                });

                lazy(v1alpha1, "UpdateContainersResponse", function() {

                    const UpdateContainersResponse = function (properties) {
                        this.failed = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    UpdateContainersResponse.prototype.failed = $util.emptyArray;

                    UpdateContainersResponse.create = function(properties) {
                        return new UpdateContainersResponse(properties);
                    };

                    UpdateContainersResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.failed != null && message.failed.length)
                            for (let i = 0; i < message.failed.length; ++i)
                                $root.nri.pkg.api.v1alpha1.ContainerUpdate.encode(message.failed[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    UpdateContainersResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.UpdateContainersResponse();
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
                                    if (!(message.failed && message.failed.length))
                                        message.failed = [];
                                    message.failed.push($root.nri.pkg.api.v1alpha1.ContainerUpdate.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return UpdateContainersResponse;
                });

                lazy(v1alpha1, "UpdatePodSandboxRequest", function() {

                    const UpdatePodSandboxRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    UpdatePodSandboxRequest.prototype.pod = null;
                    UpdatePodSandboxRequest.prototype.overheadLinuxResources = null;
                    UpdatePodSandboxRequest.prototype.linuxResources = null;

                    UpdatePodSandboxRequest.create = function(properties) {
                        return new UpdatePodSandboxRequest(properties);
                    };

                    UpdatePodSandboxRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.overheadLinuxResources != null && $Object.hasOwnProperty.call(message, "overheadLinuxResources"))
                            $root.nri.pkg.api.v1alpha1.LinuxResources.encode(message.overheadLinuxResources, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.linuxResources != null && $Object.hasOwnProperty.call(message, "linuxResources"))
                            $root.nri.pkg.api.v1alpha1.LinuxResources.encode(message.linuxResources, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    UpdatePodSandboxRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.UpdatePodSandboxRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.overheadLinuxResources = $root.nri.pkg.api.v1alpha1.LinuxResources.decode(reader, reader.size(), $undefined, _depth + 1, message.overheadLinuxResources);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.linuxResources = $root.nri.pkg.api.v1alpha1.LinuxResources.decode(reader, reader.size(), $undefined, _depth + 1, message.linuxResources);
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

                    return UpdatePodSandboxRequest;
                });

                lazy(v1alpha1, "UpdatePodSandboxResponse", function() {

                    const UpdatePodSandboxResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    UpdatePodSandboxResponse.create = function(properties) {
                        return new UpdatePodSandboxResponse(properties);
                    };

                    UpdatePodSandboxResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    UpdatePodSandboxResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.UpdatePodSandboxResponse();
                        while (reader.pos < end) {
                            let start = reader.pos;
                            let tag = reader.tag();
                            if (tag === _end) {
                                _end = $undefined;
                                break;
                            }
                            reader.skipType(tag & 7, _depth, tag);
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

                    return UpdatePodSandboxResponse;
                });

                lazy(v1alpha1, "User", function() {

                    const User = function (properties) {
                        this.additionalGids = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    User.prototype.uid = 0;
                    User.prototype.gid = 0;
                    User.prototype.additionalGids = $util.emptyArray;

                    User.create = function(properties) {
                        return new User(properties);
                    };

                    User.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== 0)
                            writer.uint32(8).uint32(message.uid);
                        if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && message.gid !== 0)
                            writer.uint32(16).uint32(message.gid);
                        if (message.additionalGids != null && message.additionalGids.length)
                            writer.uint32(26).uint32s(message.additionalGids);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    User.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.User();
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
                                    if (value = reader.uint32())
                                        message.uid = value;
                                    else
                                        delete message.uid;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.uint32())
                                        message.gid = value;
                                    else
                                        delete message.gid;
                                    continue;
                                }
                            case 3: {
                                    if (wireType === 2) {
                                        if (!(message.additionalGids && message.additionalGids.length))
                                            message.additionalGids = [];
                                        reader.uint32s(message.additionalGids);
                                        continue;
                                    }
                                    if (wireType !== 0)
                                        break;
                                    if (!(message.additionalGids && message.additionalGids.length))
                                        message.additionalGids = [];
                                    message.additionalGids.push(reader.uint32());
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

                    return User;
                });

                lazy(v1alpha1, "ValidateContainerAdjustmentRequest", function() {

                    const ValidateContainerAdjustmentRequest = function (properties) {
                        this.update = [];
                        this.plugins = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    ValidateContainerAdjustmentRequest.prototype.pod = null;
                    ValidateContainerAdjustmentRequest.prototype.container = null;
                    ValidateContainerAdjustmentRequest.prototype.adjust = null;
                    ValidateContainerAdjustmentRequest.prototype.update = $util.emptyArray;
                    ValidateContainerAdjustmentRequest.prototype.owners = null;
                    ValidateContainerAdjustmentRequest.prototype.plugins = $util.emptyArray;

                    ValidateContainerAdjustmentRequest.create = function(properties) {
                        return new ValidateContainerAdjustmentRequest(properties);
                    };

                    ValidateContainerAdjustmentRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.pod != null && $Object.hasOwnProperty.call(message, "pod"))
                            $root.nri.pkg.api.v1alpha1.PodSandbox.encode(message.pod, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                            $root.nri.pkg.api.v1alpha1.Container.encode(message.container, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.adjust != null && $Object.hasOwnProperty.call(message, "adjust"))
                            $root.nri.pkg.api.v1alpha1.ContainerAdjustment.encode(message.adjust, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.update != null && message.update.length)
                            for (let i = 0; i < message.update.length; ++i)
                                $root.nri.pkg.api.v1alpha1.ContainerUpdate.encode(message.update[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.owners != null && $Object.hasOwnProperty.call(message, "owners"))
                            $root.nri.pkg.api.v1alpha1.OwningPlugins.encode(message.owners, writer.uint32(42).fork(), _depth + 1).ldelim();
                        if (message.plugins != null && message.plugins.length)
                            for (let i = 0; i < message.plugins.length; ++i)
                                $root.nri.pkg.api.v1alpha1.PluginInstance.encode(message.plugins[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    ValidateContainerAdjustmentRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.ValidateContainerAdjustmentRequest();
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
                                    message.pod = $root.nri.pkg.api.v1alpha1.PodSandbox.decode(reader, reader.size(), $undefined, _depth + 1, message.pod);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.container = $root.nri.pkg.api.v1alpha1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.adjust = $root.nri.pkg.api.v1alpha1.ContainerAdjustment.decode(reader, reader.size(), $undefined, _depth + 1, message.adjust);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.update && message.update.length))
                                        message.update = [];
                                    message.update.push($root.nri.pkg.api.v1alpha1.ContainerUpdate.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    message.owners = $root.nri.pkg.api.v1alpha1.OwningPlugins.decode(reader, reader.size(), $undefined, _depth + 1, message.owners);
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.plugins && message.plugins.length))
                                        message.plugins = [];
                                    message.plugins.push($root.nri.pkg.api.v1alpha1.PluginInstance.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    return ValidateContainerAdjustmentRequest;
                });

                lazy(v1alpha1, "ValidateContainerAdjustmentResponse", function() {

                    const ValidateContainerAdjustmentResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    ValidateContainerAdjustmentResponse.prototype.reject = false;
                    ValidateContainerAdjustmentResponse.prototype.reason = "";

                    ValidateContainerAdjustmentResponse.create = function(properties) {
                        return new ValidateContainerAdjustmentResponse(properties);
                    };

                    ValidateContainerAdjustmentResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.reject != null && $Object.hasOwnProperty.call(message, "reject") && message.reject !== false)
                            writer.uint32(8).bool(message.reject);
                        if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                            writer.uint32(18).string(message.reason);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    ValidateContainerAdjustmentResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.nri.pkg.api.v1alpha1.ValidateContainerAdjustmentResponse();
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
                                        message.reject = value;
                                    else
                                        delete message.reject;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.reason = value;
                                    else
                                        delete message.reason;
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

                    return ValidateContainerAdjustmentResponse;
                });

                return v1alpha1;
            });

            return api;
        });

        return pkg;
    });

    return nri;
})();

export {
  $root as default
};
