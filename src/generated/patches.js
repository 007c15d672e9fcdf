// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.
const cbr_v3_BackupPolicy = validate20;
const schema31 = {"type":"object","required":["apiVersion","kind","metadata"],"additionalProperties":false,"properties":{"apiVersion":{"const":"cbr/v3"},"kind":{"const":"BackupPolicy"},"metadata":{"type":"object","required":["name","patch"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"patch":{"type":"boolean","const":true},"protected":{"type":"boolean"}}},"spec":{"type":["object","null"],"additionalProperties":false,"properties":{"enabled":{"type":["boolean","null"]},"operation_definition":{"type":["object","null"],"additionalProperties":false,"properties":{"retention_duration_days":{"type":["integer","null"],"minimum":-1,"maximum":99999,"not":{"const":0}},"max_backups":{"type":["integer","null"],"minimum":-1,"maximum":99999,"not":{"const":0}},"day_backups":{"type":["integer","null"],"minimum":0,"maximum":100},"week_backups":{"type":["integer","null"],"minimum":0,"maximum":100},"month_backups":{"type":["integer","null"],"minimum":0,"maximum":100},"year_backups":{"type":["integer","null"],"minimum":0,"maximum":100},"timezone":{"type":["string","null"],"pattern":"^UTC[+-][0-9]{2}:[0-9]{2}$"},"full_backup_interval":{"type":["integer","null"],"minimum":-1,"maximum":100}}},"trigger":{"type":["object","null"],"additionalProperties":false,"properties":{"properties":{"type":["object","null"],"additionalProperties":false,"properties":{"pattern":{"type":["array","null"],"minItems":1,"maxItems":24,"items":{"type":"string"}}}}}},"schedule":{"type":["object","null"],"additionalProperties":false,"properties":{"timezone":{"type":["string","null"],"maxLength":64,"pattern":"^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$"},"daylight_saving":{"type":["string","null"],"enum":["standard","follow",null]},"at":{"type":["array","null"],"minItems":1,"maxItems":24,"uniqueItems":true,"items":{"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$"}},"days":{"type":["array","null"],"minItems":1,"maxItems":7,"uniqueItems":true,"items":{"type":"string","enum":["MO","TU","WE","TH","FR","SA","SU"]}},"every_days":{"type":["integer","null"],"minimum":1,"maximum":30}}},"vaults":{"type":["array","null"],"items":{"type":"object","oneOf":[{"required":["vault"]},{"required":["vault_id"]}],"additionalProperties":false,"properties":{"vault":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"vault_id":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[a-zA-Z0-9_-]*$"}}}}}}}};
const func1 = (text) => [...text].length;
const pattern4 = new RegExp("^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$", "u");
const pattern5 = new RegExp("^UTC[+-][0-9]{2}:[0-9]{2}$", "u");
const pattern6 = new RegExp("^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$", "u");
const pattern7 = new RegExp("^([01][0-9]|2[0-3]):[0-5][0-9]$", "u");
const pattern9 = new RegExp("^[a-zA-Z0-9_-]*$", "u");

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.apiVersion !== undefined){
if("cbr/v3" !== data.apiVersion){
const err4 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "cbr/v3"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.kind !== undefined){
if("BackupPolicy" !== data.kind){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "BackupPolicy"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err6 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data2.patch === undefined){
const err7 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "patch"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "patch")) || (key1 === "protected"))){
const err8 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(func1(data3) > 64){
const err9 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(func1(data3) < 1){
const err10 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(!pattern4.test(data3)){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.patch !== undefined){
let data4 = data2.patch;
if(typeof data4 !== "boolean"){
const err13 = {instancePath:instancePath+"/metadata/patch",schemaPath:"#/properties/metadata/properties/patch/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(true !== data4){
const err14 = {instancePath:instancePath+"/metadata/patch",schemaPath:"#/properties/metadata/properties/patch/const",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data2.protected !== undefined){
if(typeof data2.protected !== "boolean"){
const err15 = {instancePath:instancePath+"/metadata/protected",schemaPath:"#/properties/metadata/properties/protected/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.spec !== undefined){
let data6 = data.spec;
if((!(data6 && typeof data6 == "object" && !Array.isArray(data6))) && (data6 !== null)){
const err17 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: schema31.properties.spec.type}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key2 in data6){
if(!(((((key2 === "enabled") || (key2 === "operation_definition")) || (key2 === "trigger")) || (key2 === "schedule")) || (key2 === "vaults"))){
const err18 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data6.enabled !== undefined){
let data7 = data6.enabled;
if((typeof data7 !== "boolean") && (data7 !== null)){
const err19 = {instancePath:instancePath+"/spec/enabled",schemaPath:"#/properties/spec/properties/enabled/type",keyword:"type",params:{type: schema31.properties.spec.properties.enabled.type}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data6.operation_definition !== undefined){
let data8 = data6.operation_definition;
if((!(data8 && typeof data8 == "object" && !Array.isArray(data8))) && (data8 !== null)){
const err20 = {instancePath:instancePath+"/spec/operation_definition",schemaPath:"#/properties/spec/properties/operation_definition/type",keyword:"type",params:{type: schema31.properties.spec.properties.operation_definition.type}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key3 in data8){
if(!((((((((key3 === "retention_duration_days") || (key3 === "max_backups")) || (key3 === "day_backups")) || (key3 === "week_backups")) || (key3 === "month_backups")) || (key3 === "year_backups")) || (key3 === "timezone")) || (key3 === "full_backup_interval"))){
const err21 = {instancePath:instancePath+"/spec/operation_definition",schemaPath:"#/properties/spec/properties/operation_definition/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.retention_duration_days !== undefined){
let data9 = data8.retention_duration_days;
if((!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))) && (data9 !== null)){
const err22 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/type",keyword:"type",params:{type: schema31.properties.spec.properties.operation_definition.properties.retention_duration_days.type}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
const _errs23 = errors;
const _errs24 = errors;
if(0 !== data9){
const err23 = {};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
var valid4 = _errs24 === errors;
if(valid4){
const err24 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
else {
errors = _errs23;
if(vErrors !== null){
if(_errs23){
vErrors.length = _errs23;
}
else {
vErrors = null;
}
}
}
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 > 99999 || isNaN(data9)){
const err25 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(data9 < -1 || isNaN(data9)){
const err26 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
if(data8.max_backups !== undefined){
let data10 = data8.max_backups;
if((!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))) && (data10 !== null)){
const err27 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/type",keyword:"type",params:{type: schema31.properties.spec.properties.operation_definition.properties.max_backups.type}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
const _errs27 = errors;
const _errs28 = errors;
if(0 !== data10){
const err28 = {};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
var valid5 = _errs28 === errors;
if(valid5){
const err29 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
else {
errors = _errs27;
if(vErrors !== null){
if(_errs27){
vErrors.length = _errs27;
}
else {
vErrors = null;
}
}
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 99999 || isNaN(data10)){
const err30 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(data10 < -1 || isNaN(data10)){
const err31 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
if(data8.day_backups !== undefined){
let data11 = data8.day_backups;
if((!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))) && (data11 !== null)){
const err32 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/type",keyword:"type",params:{type: schema31.properties.spec.properties.operation_definition.properties.day_backups.type}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 100 || isNaN(data11)){
const err33 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(data11 < 0 || isNaN(data11)){
const err34 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
if(data8.week_backups !== undefined){
let data12 = data8.week_backups;
if((!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))) && (data12 !== null)){
const err35 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/type",keyword:"type",params:{type: schema31.properties.spec.properties.operation_definition.properties.week_backups.type}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 100 || isNaN(data12)){
const err36 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(data12 < 0 || isNaN(data12)){
const err37 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
if(data8.month_backups !== undefined){
let data13 = data8.month_backups;
if((!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))) && (data13 !== null)){
const err38 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/type",keyword:"type",params:{type: schema31.properties.spec.properties.operation_definition.properties.month_backups.type}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 100 || isNaN(data13)){
const err39 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
if(data13 < 0 || isNaN(data13)){
const err40 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
}
if(data8.year_backups !== undefined){
let data14 = data8.year_backups;
if((!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))) && (data14 !== null)){
const err41 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/type",keyword:"type",params:{type: schema31.properties.spec.properties.operation_definition.properties.year_backups.type}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 100 || isNaN(data14)){
const err42 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if(data14 < 0 || isNaN(data14)){
const err43 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
if(data8.timezone !== undefined){
let data15 = data8.timezone;
if((typeof data15 !== "string") && (data15 !== null)){
const err44 = {instancePath:instancePath+"/spec/operation_definition/timezone",schemaPath:"#/properties/spec/properties/operation_definition/properties/timezone/type",keyword:"type",params:{type: schema31.properties.spec.properties.operation_definition.properties.timezone.type}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if(typeof data15 === "string"){
if(!pattern5.test(data15)){
const err45 = {instancePath:instancePath+"/spec/operation_definition/timezone",schemaPath:"#/properties/spec/properties/operation_definition/properties/timezone/pattern",keyword:"pattern",params:{pattern: "^UTC[+-][0-9]{2}:[0-9]{2}$"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
}
if(data8.full_backup_interval !== undefined){
let data16 = data8.full_backup_interval;
if((!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))) && (data16 !== null)){
const err46 = {instancePath:instancePath+"/spec/operation_definition/full_backup_interval",schemaPath:"#/properties/spec/properties/operation_definition/properties/full_backup_interval/type",keyword:"type",params:{type: schema31.properties.spec.properties.operation_definition.properties.full_backup_interval.type}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 > 100 || isNaN(data16)){
const err47 = {instancePath:instancePath+"/spec/operation_definition/full_backup_interval",schemaPath:"#/properties/spec/properties/operation_definition/properties/full_backup_interval/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(data16 < -1 || isNaN(data16)){
const err48 = {instancePath:instancePath+"/spec/operation_definition/full_backup_interval",schemaPath:"#/properties/spec/properties/operation_definition/properties/full_backup_interval/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
}
}
}
if(data6.trigger !== undefined){
let data17 = data6.trigger;
if((!(data17 && typeof data17 == "object" && !Array.isArray(data17))) && (data17 !== null)){
const err49 = {instancePath:instancePath+"/spec/trigger",schemaPath:"#/properties/spec/properties/trigger/type",keyword:"type",params:{type: schema31.properties.spec.properties.trigger.type}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
for(const key4 in data17){
if(!(key4 === "properties")){
const err50 = {instancePath:instancePath+"/spec/trigger",schemaPath:"#/properties/spec/properties/trigger/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data17.properties !== undefined){
let data18 = data17.properties;
if((!(data18 && typeof data18 == "object" && !Array.isArray(data18))) && (data18 !== null)){
const err51 = {instancePath:instancePath+"/spec/trigger/properties",schemaPath:"#/properties/spec/properties/trigger/properties/properties/type",keyword:"type",params:{type: schema31.properties.spec.properties.trigger.properties.properties.type}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
for(const key5 in data18){
if(!(key5 === "pattern")){
const err52 = {instancePath:instancePath+"/spec/trigger/properties",schemaPath:"#/properties/spec/properties/trigger/properties/properties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data18.pattern !== undefined){
let data19 = data18.pattern;
if((!(Array.isArray(data19))) && (data19 !== null)){
const err53 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/type",keyword:"type",params:{type: schema31.properties.spec.properties.trigger.properties.properties.properties.pattern.type}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if(Array.isArray(data19)){
if(data19.length > 24){
const err54 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/maxItems",keyword:"maxItems",params:{limit: 24}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
if(data19.length < 1){
const err55 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
const len0 = data19.length;
for(let i0=0; i0<len0; i0++){
if(typeof data19[i0] !== "string"){
const err56 = {instancePath:instancePath+"/spec/trigger/properties/pattern/" + i0,schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
}
}
}
}
}
}
if(data6.schedule !== undefined){
let data21 = data6.schedule;
if((!(data21 && typeof data21 == "object" && !Array.isArray(data21))) && (data21 !== null)){
const err57 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/type",keyword:"type",params:{type: schema31.properties.spec.properties.schedule.type}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
for(const key6 in data21){
if(!(((((key6 === "timezone") || (key6 === "daylight_saving")) || (key6 === "at")) || (key6 === "days")) || (key6 === "every_days"))){
const err58 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data21.timezone !== undefined){
let data22 = data21.timezone;
if((typeof data22 !== "string") && (data22 !== null)){
const err59 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/type",keyword:"type",params:{type: schema31.properties.spec.properties.schedule.properties.timezone.type}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if(typeof data22 === "string"){
if(func1(data22) > 64){
const err60 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
if(!pattern6.test(data22)){
const err61 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/pattern",keyword:"pattern",params:{pattern: "^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$"}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
}
if(data21.daylight_saving !== undefined){
let data23 = data21.daylight_saving;
if((typeof data23 !== "string") && (data23 !== null)){
const err62 = {instancePath:instancePath+"/spec/schedule/daylight_saving",schemaPath:"#/properties/spec/properties/schedule/properties/daylight_saving/type",keyword:"type",params:{type: schema31.properties.spec.properties.schedule.properties.daylight_saving.type}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
if(!(((data23 === "standard") || (data23 === "follow")) || (data23 === null))){
const err63 = {instancePath:instancePath+"/spec/schedule/daylight_saving",schemaPath:"#/properties/spec/properties/schedule/properties/daylight_saving/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.schedule.properties.daylight_saving.enum}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data21.at !== undefined){
let data24 = data21.at;
if((!(Array.isArray(data24))) && (data24 !== null)){
const err64 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/type",keyword:"type",params:{type: schema31.properties.spec.properties.schedule.properties.at.type}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
if(Array.isArray(data24)){
if(data24.length > 24){
const err65 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/maxItems",keyword:"maxItems",params:{limit: 24}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
if(data24.length < 1){
const err66 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
const len1 = data24.length;
for(let i1=0; i1<len1; i1++){
let data25 = data24[i1];
if(typeof data25 === "string"){
if(!pattern7.test(data25)){
const err67 = {instancePath:instancePath+"/spec/schedule/at/" + i1,schemaPath:"#/properties/spec/properties/schedule/properties/at/items/pattern",keyword:"pattern",params:{pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$"}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
else {
const err68 = {instancePath:instancePath+"/spec/schedule/at/" + i1,schemaPath:"#/properties/spec/properties/schedule/properties/at/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
let i2 = data24.length;
let j0;
if(i2 > 1){
const indices0 = {};
for(;i2--;){
let item0 = data24[i2];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err69 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
}
if(data21.days !== undefined){
let data26 = data21.days;
if((!(Array.isArray(data26))) && (data26 !== null)){
const err70 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/type",keyword:"type",params:{type: schema31.properties.spec.properties.schedule.properties.days.type}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
if(Array.isArray(data26)){
if(data26.length > 7){
const err71 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/maxItems",keyword:"maxItems",params:{limit: 7}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
if(data26.length < 1){
const err72 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
const len2 = data26.length;
for(let i3=0; i3<len2; i3++){
let data27 = data26[i3];
if(typeof data27 !== "string"){
const err73 = {instancePath:instancePath+"/spec/schedule/days/" + i3,schemaPath:"#/properties/spec/properties/schedule/properties/days/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
if(!(((((((data27 === "MO") || (data27 === "TU")) || (data27 === "WE")) || (data27 === "TH")) || (data27 === "FR")) || (data27 === "SA")) || (data27 === "SU"))){
const err74 = {instancePath:instancePath+"/spec/schedule/days/" + i3,schemaPath:"#/properties/spec/properties/schedule/properties/days/items/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.schedule.properties.days.items.enum}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
let i4 = data26.length;
let j1;
if(i4 > 1){
const indices1 = {};
for(;i4--;){
let item1 = data26[i4];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j1 = indices1[item1];
const err75 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/uniqueItems",keyword:"uniqueItems",params:{i: i4, j: j1}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
break;
}
indices1[item1] = i4;
}
}
}
}
if(data21.every_days !== undefined){
let data28 = data21.every_days;
if((!(((typeof data28 == "number") && (!(data28 % 1) && !isNaN(data28))) && (isFinite(data28)))) && (data28 !== null)){
const err76 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/type",keyword:"type",params:{type: schema31.properties.spec.properties.schedule.properties.every_days.type}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
if((typeof data28 == "number") && (isFinite(data28))){
if(data28 > 30 || isNaN(data28)){
const err77 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/maximum",keyword:"maximum",params:{comparison: "<=", limit: 30}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
if(data28 < 1 || isNaN(data28)){
const err78 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
}
}
}
if(data6.vaults !== undefined){
let data29 = data6.vaults;
if((!(Array.isArray(data29))) && (data29 !== null)){
const err79 = {instancePath:instancePath+"/spec/vaults",schemaPath:"#/properties/spec/properties/vaults/type",keyword:"type",params:{type: schema31.properties.spec.properties.vaults.type}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
if(Array.isArray(data29)){
const len3 = data29.length;
for(let i5=0; i5<len3; i5++){
let data30 = data29[i5];
const _errs72 = errors;
let valid19 = false;
let passing0 = null;
const _errs73 = errors;
if(data30 && typeof data30 == "object" && !Array.isArray(data30)){
if(data30.vault === undefined){
const err80 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/oneOf/0/required",keyword:"required",params:{missingProperty: "vault"}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
var _valid0 = _errs73 === errors;
if(_valid0){
valid19 = true;
passing0 = 0;
}
const _errs74 = errors;
if(data30 && typeof data30 == "object" && !Array.isArray(data30)){
if(data30.vault_id === undefined){
const err81 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/oneOf/1/required",keyword:"required",params:{missingProperty: "vault_id"}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
var _valid0 = _errs74 === errors;
if(_valid0 && valid19){
valid19 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid19 = true;
passing0 = 1;
}
}
if(!valid19){
const err82 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/oneOf",keyword:"oneOf",params:{passingSchemas: passing0}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
else {
errors = _errs72;
if(vErrors !== null){
if(_errs72){
vErrors.length = _errs72;
}
else {
vErrors = null;
}
}
}
if(data30 && typeof data30 == "object" && !Array.isArray(data30)){
for(const key7 in data30){
if(!((key7 === "vault") || (key7 === "vault_id"))){
const err83 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
if(data30.vault !== undefined){
let data31 = data30.vault;
if(typeof data31 === "string"){
if(func1(data31) > 64){
const err84 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
if(func1(data31) < 1){
const err85 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
if(!pattern4.test(data31)){
const err86 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
else {
const err87 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
if(data30.vault_id !== undefined){
let data32 = data30.vault_id;
if(typeof data32 === "string"){
if(func1(data32) > 64){
const err88 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
if(func1(data32) < 1){
const err89 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
if(!pattern9.test(data32)){
const err90 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
else {
const err91 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
}
else {
const err92 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
}
}
}
}
}
else {
const err93 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const cbr_v3_ReplicationPolicy = validate21;
const schema32 = {"type":"object","required":["apiVersion","kind","metadata"],"additionalProperties":false,"properties":{"apiVersion":{"const":"cbr/v3"},"kind":{"const":"ReplicationPolicy"},"metadata":{"type":"object","required":["name","patch"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"patch":{"type":"boolean","const":true},"protected":{"type":"boolean"}}},"spec":{"type":["object","null"],"additionalProperties":false,"properties":{"enabled":{"type":["boolean","null"]},"operation_definition":{"type":["object","null"],"additionalProperties":false,"properties":{"destination_region":{"type":["string","null"],"maxLength":255,"pattern":"^[a-zA-Z0-9._\\-]*$","minLength":1},"destination_project_id":{"type":["string","null"],"minLength":1},"enable_acceleration":{"type":["boolean","null"]},"cross_account_urn":{"type":["string","null"],"minLength":1,"maxLength":1024},"retention_duration_days":{"type":["integer","null"],"minimum":-1,"maximum":99999,"not":{"const":0}},"max_backups":{"type":["integer","null"],"minimum":-1,"maximum":99999,"not":{"const":0}},"day_backups":{"type":["integer","null"],"minimum":0,"maximum":100},"week_backups":{"type":["integer","null"],"minimum":0,"maximum":100},"month_backups":{"type":["integer","null"],"minimum":0,"maximum":100},"year_backups":{"type":["integer","null"],"minimum":0,"maximum":100},"timezone":{"type":["string","null"],"pattern":"^UTC[+-][0-9]{2}:[0-9]{2}$"}}},"trigger":{"type":["object","null"],"additionalProperties":false,"properties":{"properties":{"type":["object","null"],"additionalProperties":false,"properties":{"pattern":{"type":["array","null"],"minItems":1,"maxItems":24,"items":{"type":"string"}}}}}},"schedule":{"type":["object","null"],"additionalProperties":false,"properties":{"timezone":{"type":["string","null"],"maxLength":64,"pattern":"^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$"},"daylight_saving":{"type":["string","null"],"enum":["standard","follow",null]},"at":{"type":["array","null"],"minItems":1,"maxItems":24,"uniqueItems":true,"items":{"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$"}},"days":{"type":["array","null"],"minItems":1,"maxItems":7,"uniqueItems":true,"items":{"type":"string","enum":["MO","TU","WE","TH","FR","SA","SU"]}},"every_days":{"type":["integer","null"],"minimum":1,"maximum":30}}},"vaults":{"type":["array","null"],"items":{"type":"object","allOf":[{"oneOf":[{"required":["vault"]},{"required":["vault_id"]}]},{"oneOf":[{"required":["destination_vault"]},{"required":["destination_vault_id"]}]}],"additionalProperties":false,"properties":{"vault":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"vault_id":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[a-zA-Z0-9_-]*$"},"destination_vault":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"destination_vault_id":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[a-zA-Z0-9_-]*$"}}}}}}}};
const func10 = Object.prototype.hasOwnProperty;
const pattern11 = new RegExp("^[a-zA-Z0-9._\\-]*$", "u");

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.apiVersion !== undefined){
if("cbr/v3" !== data.apiVersion){
const err4 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "cbr/v3"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.kind !== undefined){
if("ReplicationPolicy" !== data.kind){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "ReplicationPolicy"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err6 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data2.patch === undefined){
const err7 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "patch"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "patch")) || (key1 === "protected"))){
const err8 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(func1(data3) > 64){
const err9 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(func1(data3) < 1){
const err10 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(!pattern4.test(data3)){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.patch !== undefined){
let data4 = data2.patch;
if(typeof data4 !== "boolean"){
const err13 = {instancePath:instancePath+"/metadata/patch",schemaPath:"#/properties/metadata/properties/patch/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(true !== data4){
const err14 = {instancePath:instancePath+"/metadata/patch",schemaPath:"#/properties/metadata/properties/patch/const",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data2.protected !== undefined){
if(typeof data2.protected !== "boolean"){
const err15 = {instancePath:instancePath+"/metadata/protected",schemaPath:"#/properties/metadata/properties/protected/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.spec !== undefined){
let data6 = data.spec;
if((!(data6 && typeof data6 == "object" && !Array.isArray(data6))) && (data6 !== null)){
const err17 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: schema32.properties.spec.type}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key2 in data6){
if(!(((((key2 === "enabled") || (key2 === "operation_definition")) || (key2 === "trigger")) || (key2 === "schedule")) || (key2 === "vaults"))){
const err18 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data6.enabled !== undefined){
let data7 = data6.enabled;
if((typeof data7 !== "boolean") && (data7 !== null)){
const err19 = {instancePath:instancePath+"/spec/enabled",schemaPath:"#/properties/spec/properties/enabled/type",keyword:"type",params:{type: schema32.properties.spec.properties.enabled.type}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data6.operation_definition !== undefined){
let data8 = data6.operation_definition;
if((!(data8 && typeof data8 == "object" && !Array.isArray(data8))) && (data8 !== null)){
const err20 = {instancePath:instancePath+"/spec/operation_definition",schemaPath:"#/properties/spec/properties/operation_definition/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.type}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key3 in data8){
if(!(func10.call(schema32.properties.spec.properties.operation_definition.properties, key3))){
const err21 = {instancePath:instancePath+"/spec/operation_definition",schemaPath:"#/properties/spec/properties/operation_definition/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.destination_region !== undefined){
let data9 = data8.destination_region;
if((typeof data9 !== "string") && (data9 !== null)){
const err22 = {instancePath:instancePath+"/spec/operation_definition/destination_region",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_region/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.destination_region.type}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(typeof data9 === "string"){
if(func1(data9) > 255){
const err23 = {instancePath:instancePath+"/spec/operation_definition/destination_region",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_region/maxLength",keyword:"maxLength",params:{limit: 255}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(func1(data9) < 1){
const err24 = {instancePath:instancePath+"/spec/operation_definition/destination_region",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_region/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(!pattern11.test(data9)){
const err25 = {instancePath:instancePath+"/spec/operation_definition/destination_region",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_region/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9._\\-]*$"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
if(data8.destination_project_id !== undefined){
let data10 = data8.destination_project_id;
if((typeof data10 !== "string") && (data10 !== null)){
const err26 = {instancePath:instancePath+"/spec/operation_definition/destination_project_id",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_project_id/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.destination_project_id.type}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(typeof data10 === "string"){
if(func1(data10) < 1){
const err27 = {instancePath:instancePath+"/spec/operation_definition/destination_project_id",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_project_id/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
if(data8.enable_acceleration !== undefined){
let data11 = data8.enable_acceleration;
if((typeof data11 !== "boolean") && (data11 !== null)){
const err28 = {instancePath:instancePath+"/spec/operation_definition/enable_acceleration",schemaPath:"#/properties/spec/properties/operation_definition/properties/enable_acceleration/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.enable_acceleration.type}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data8.cross_account_urn !== undefined){
let data12 = data8.cross_account_urn;
if((typeof data12 !== "string") && (data12 !== null)){
const err29 = {instancePath:instancePath+"/spec/operation_definition/cross_account_urn",schemaPath:"#/properties/spec/properties/operation_definition/properties/cross_account_urn/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.cross_account_urn.type}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(typeof data12 === "string"){
if(func1(data12) > 1024){
const err30 = {instancePath:instancePath+"/spec/operation_definition/cross_account_urn",schemaPath:"#/properties/spec/properties/operation_definition/properties/cross_account_urn/maxLength",keyword:"maxLength",params:{limit: 1024}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(func1(data12) < 1){
const err31 = {instancePath:instancePath+"/spec/operation_definition/cross_account_urn",schemaPath:"#/properties/spec/properties/operation_definition/properties/cross_account_urn/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
if(data8.retention_duration_days !== undefined){
let data13 = data8.retention_duration_days;
if((!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))) && (data13 !== null)){
const err32 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.retention_duration_days.type}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const _errs31 = errors;
const _errs32 = errors;
if(0 !== data13){
const err33 = {};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
var valid4 = _errs32 === errors;
if(valid4){
const err34 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
else {
errors = _errs31;
if(vErrors !== null){
if(_errs31){
vErrors.length = _errs31;
}
else {
vErrors = null;
}
}
}
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 99999 || isNaN(data13)){
const err35 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
if(data13 < -1 || isNaN(data13)){
const err36 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
if(data8.max_backups !== undefined){
let data14 = data8.max_backups;
if((!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))) && (data14 !== null)){
const err37 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.max_backups.type}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
const _errs35 = errors;
const _errs36 = errors;
if(0 !== data14){
const err38 = {};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
var valid5 = _errs36 === errors;
if(valid5){
const err39 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
else {
errors = _errs35;
if(vErrors !== null){
if(_errs35){
vErrors.length = _errs35;
}
else {
vErrors = null;
}
}
}
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 99999 || isNaN(data14)){
const err40 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if(data14 < -1 || isNaN(data14)){
const err41 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
if(data8.day_backups !== undefined){
let data15 = data8.day_backups;
if((!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))) && (data15 !== null)){
const err42 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.day_backups.type}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 > 100 || isNaN(data15)){
const err43 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(data15 < 0 || isNaN(data15)){
const err44 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
}
if(data8.week_backups !== undefined){
let data16 = data8.week_backups;
if((!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))) && (data16 !== null)){
const err45 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.week_backups.type}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 > 100 || isNaN(data16)){
const err46 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if(data16 < 0 || isNaN(data16)){
const err47 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
if(data8.month_backups !== undefined){
let data17 = data8.month_backups;
if((!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))) && (data17 !== null)){
const err48 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.month_backups.type}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 100 || isNaN(data17)){
const err49 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if(data17 < 0 || isNaN(data17)){
const err50 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
}
if(data8.year_backups !== undefined){
let data18 = data8.year_backups;
if((!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))) && (data18 !== null)){
const err51 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.year_backups.type}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
if((typeof data18 == "number") && (isFinite(data18))){
if(data18 > 100 || isNaN(data18)){
const err52 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
if(data18 < 0 || isNaN(data18)){
const err53 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
}
if(data8.timezone !== undefined){
let data19 = data8.timezone;
if((typeof data19 !== "string") && (data19 !== null)){
const err54 = {instancePath:instancePath+"/spec/operation_definition/timezone",schemaPath:"#/properties/spec/properties/operation_definition/properties/timezone/type",keyword:"type",params:{type: schema32.properties.spec.properties.operation_definition.properties.timezone.type}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
if(typeof data19 === "string"){
if(!pattern5.test(data19)){
const err55 = {instancePath:instancePath+"/spec/operation_definition/timezone",schemaPath:"#/properties/spec/properties/operation_definition/properties/timezone/pattern",keyword:"pattern",params:{pattern: "^UTC[+-][0-9]{2}:[0-9]{2}$"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
}
}
}
if(data6.trigger !== undefined){
let data20 = data6.trigger;
if((!(data20 && typeof data20 == "object" && !Array.isArray(data20))) && (data20 !== null)){
const err56 = {instancePath:instancePath+"/spec/trigger",schemaPath:"#/properties/spec/properties/trigger/type",keyword:"type",params:{type: schema32.properties.spec.properties.trigger.type}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
for(const key4 in data20){
if(!(key4 === "properties")){
const err57 = {instancePath:instancePath+"/spec/trigger",schemaPath:"#/properties/spec/properties/trigger/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
if(data20.properties !== undefined){
let data21 = data20.properties;
if((!(data21 && typeof data21 == "object" && !Array.isArray(data21))) && (data21 !== null)){
const err58 = {instancePath:instancePath+"/spec/trigger/properties",schemaPath:"#/properties/spec/properties/trigger/properties/properties/type",keyword:"type",params:{type: schema32.properties.spec.properties.trigger.properties.properties.type}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
for(const key5 in data21){
if(!(key5 === "pattern")){
const err59 = {instancePath:instancePath+"/spec/trigger/properties",schemaPath:"#/properties/spec/properties/trigger/properties/properties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
if(data21.pattern !== undefined){
let data22 = data21.pattern;
if((!(Array.isArray(data22))) && (data22 !== null)){
const err60 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/type",keyword:"type",params:{type: schema32.properties.spec.properties.trigger.properties.properties.properties.pattern.type}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
if(Array.isArray(data22)){
if(data22.length > 24){
const err61 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/maxItems",keyword:"maxItems",params:{limit: 24}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
if(data22.length < 1){
const err62 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
const len0 = data22.length;
for(let i0=0; i0<len0; i0++){
if(typeof data22[i0] !== "string"){
const err63 = {instancePath:instancePath+"/spec/trigger/properties/pattern/" + i0,schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
}
}
}
}
}
}
if(data6.schedule !== undefined){
let data24 = data6.schedule;
if((!(data24 && typeof data24 == "object" && !Array.isArray(data24))) && (data24 !== null)){
const err64 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/type",keyword:"type",params:{type: schema32.properties.spec.properties.schedule.type}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
for(const key6 in data24){
if(!(((((key6 === "timezone") || (key6 === "daylight_saving")) || (key6 === "at")) || (key6 === "days")) || (key6 === "every_days"))){
const err65 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data24.timezone !== undefined){
let data25 = data24.timezone;
if((typeof data25 !== "string") && (data25 !== null)){
const err66 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/type",keyword:"type",params:{type: schema32.properties.spec.properties.schedule.properties.timezone.type}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
if(typeof data25 === "string"){
if(func1(data25) > 64){
const err67 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
if(!pattern6.test(data25)){
const err68 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/pattern",keyword:"pattern",params:{pattern: "^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$"}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
}
if(data24.daylight_saving !== undefined){
let data26 = data24.daylight_saving;
if((typeof data26 !== "string") && (data26 !== null)){
const err69 = {instancePath:instancePath+"/spec/schedule/daylight_saving",schemaPath:"#/properties/spec/properties/schedule/properties/daylight_saving/type",keyword:"type",params:{type: schema32.properties.spec.properties.schedule.properties.daylight_saving.type}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
if(!(((data26 === "standard") || (data26 === "follow")) || (data26 === null))){
const err70 = {instancePath:instancePath+"/spec/schedule/daylight_saving",schemaPath:"#/properties/spec/properties/schedule/properties/daylight_saving/enum",keyword:"enum",params:{allowedValues: schema32.properties.spec.properties.schedule.properties.daylight_saving.enum}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data24.at !== undefined){
let data27 = data24.at;
if((!(Array.isArray(data27))) && (data27 !== null)){
const err71 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/type",keyword:"type",params:{type: schema32.properties.spec.properties.schedule.properties.at.type}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
if(Array.isArray(data27)){
if(data27.length > 24){
const err72 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/maxItems",keyword:"maxItems",params:{limit: 24}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
if(data27.length < 1){
const err73 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
const len1 = data27.length;
for(let i1=0; i1<len1; i1++){
let data28 = data27[i1];
if(typeof data28 === "string"){
if(!pattern7.test(data28)){
const err74 = {instancePath:instancePath+"/spec/schedule/at/" + i1,schemaPath:"#/properties/spec/properties/schedule/properties/at/items/pattern",keyword:"pattern",params:{pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$"}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
else {
const err75 = {instancePath:instancePath+"/spec/schedule/at/" + i1,schemaPath:"#/properties/spec/properties/schedule/properties/at/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
let i2 = data27.length;
let j0;
if(i2 > 1){
const indices0 = {};
for(;i2--;){
let item0 = data27[i2];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err76 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
}
if(data24.days !== undefined){
let data29 = data24.days;
if((!(Array.isArray(data29))) && (data29 !== null)){
const err77 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/type",keyword:"type",params:{type: schema32.properties.spec.properties.schedule.properties.days.type}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
if(Array.isArray(data29)){
if(data29.length > 7){
const err78 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/maxItems",keyword:"maxItems",params:{limit: 7}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
if(data29.length < 1){
const err79 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
const len2 = data29.length;
for(let i3=0; i3<len2; i3++){
let data30 = data29[i3];
if(typeof data30 !== "string"){
const err80 = {instancePath:instancePath+"/spec/schedule/days/" + i3,schemaPath:"#/properties/spec/properties/schedule/properties/days/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
if(!(((((((data30 === "MO") || (data30 === "TU")) || (data30 === "WE")) || (data30 === "TH")) || (data30 === "FR")) || (data30 === "SA")) || (data30 === "SU"))){
const err81 = {instancePath:instancePath+"/spec/schedule/days/" + i3,schemaPath:"#/properties/spec/properties/schedule/properties/days/items/enum",keyword:"enum",params:{allowedValues: schema32.properties.spec.properties.schedule.properties.days.items.enum}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
let i4 = data29.length;
let j1;
if(i4 > 1){
const indices1 = {};
for(;i4--;){
let item1 = data29[i4];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j1 = indices1[item1];
const err82 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/uniqueItems",keyword:"uniqueItems",params:{i: i4, j: j1}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
break;
}
indices1[item1] = i4;
}
}
}
}
if(data24.every_days !== undefined){
let data31 = data24.every_days;
if((!(((typeof data31 == "number") && (!(data31 % 1) && !isNaN(data31))) && (isFinite(data31)))) && (data31 !== null)){
const err83 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/type",keyword:"type",params:{type: schema32.properties.spec.properties.schedule.properties.every_days.type}};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
if((typeof data31 == "number") && (isFinite(data31))){
if(data31 > 30 || isNaN(data31)){
const err84 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/maximum",keyword:"maximum",params:{comparison: "<=", limit: 30}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
if(data31 < 1 || isNaN(data31)){
const err85 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
}
}
}
if(data6.vaults !== undefined){
let data32 = data6.vaults;
if((!(Array.isArray(data32))) && (data32 !== null)){
const err86 = {instancePath:instancePath+"/spec/vaults",schemaPath:"#/properties/spec/properties/vaults/type",keyword:"type",params:{type: schema32.properties.spec.properties.vaults.type}};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
if(Array.isArray(data32)){
const len3 = data32.length;
for(let i5=0; i5<len3; i5++){
let data33 = data32[i5];
const _errs79 = errors;
let valid20 = false;
let passing0 = null;
const _errs80 = errors;
if(data33 && typeof data33 == "object" && !Array.isArray(data33)){
if(data33.vault === undefined){
const err87 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/0/oneOf/0/required",keyword:"required",params:{missingProperty: "vault"}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
var _valid0 = _errs80 === errors;
if(_valid0){
valid20 = true;
passing0 = 0;
}
const _errs81 = errors;
if(data33 && typeof data33 == "object" && !Array.isArray(data33)){
if(data33.vault_id === undefined){
const err88 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/0/oneOf/1/required",keyword:"required",params:{missingProperty: "vault_id"}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
var _valid0 = _errs81 === errors;
if(_valid0 && valid20){
valid20 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid20 = true;
passing0 = 1;
}
}
if(!valid20){
const err89 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/0/oneOf",keyword:"oneOf",params:{passingSchemas: passing0}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
else {
errors = _errs79;
if(vErrors !== null){
if(_errs79){
vErrors.length = _errs79;
}
else {
vErrors = null;
}
}
}
const _errs83 = errors;
let valid21 = false;
let passing1 = null;
const _errs84 = errors;
if(data33 && typeof data33 == "object" && !Array.isArray(data33)){
if(data33.destination_vault === undefined){
const err90 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/1/oneOf/0/required",keyword:"required",params:{missingProperty: "destination_vault"}};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
var _valid1 = _errs84 === errors;
if(_valid1){
valid21 = true;
passing1 = 0;
}
const _errs85 = errors;
if(data33 && typeof data33 == "object" && !Array.isArray(data33)){
if(data33.destination_vault_id === undefined){
const err91 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/1/oneOf/1/required",keyword:"required",params:{missingProperty: "destination_vault_id"}};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
var _valid1 = _errs85 === errors;
if(_valid1 && valid21){
valid21 = false;
passing1 = [passing1, 1];
}
else {
if(_valid1){
valid21 = true;
passing1 = 1;
}
}
if(!valid21){
const err92 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/1/oneOf",keyword:"oneOf",params:{passingSchemas: passing1}};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
else {
errors = _errs83;
if(vErrors !== null){
if(_errs83){
vErrors.length = _errs83;
}
else {
vErrors = null;
}
}
}
if(data33 && typeof data33 == "object" && !Array.isArray(data33)){
for(const key7 in data33){
if(!((((key7 === "vault") || (key7 === "vault_id")) || (key7 === "destination_vault")) || (key7 === "destination_vault_id"))){
const err93 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
if(data33.vault !== undefined){
let data34 = data33.vault;
if(typeof data34 === "string"){
if(func1(data34) > 64){
const err94 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
if(func1(data34) < 1){
const err95 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
if(!pattern4.test(data34)){
const err96 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
else {
const err97 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
if(data33.vault_id !== undefined){
let data35 = data33.vault_id;
if(typeof data35 === "string"){
if(func1(data35) > 64){
const err98 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
if(func1(data35) < 1){
const err99 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
if(!pattern9.test(data35)){
const err100 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
}
else {
const err101 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
if(data33.destination_vault !== undefined){
let data36 = data33.destination_vault;
if(typeof data36 === "string"){
if(func1(data36) > 64){
const err102 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
if(func1(data36) < 1){
const err103 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
if(!pattern4.test(data36)){
const err104 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
}
else {
const err105 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
}
if(data33.destination_vault_id !== undefined){
let data37 = data33.destination_vault_id;
if(typeof data37 === "string"){
if(func1(data37) > 64){
const err106 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault_id/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
if(func1(data37) < 1){
const err107 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault_id/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
if(!pattern9.test(data37)){
const err108 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault_id/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
}
else {
const err109 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
}
}
else {
const err110 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
}
}
}
}
}
}
else {
const err111 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const dds_v3_BackupDownloadPolicy = validate22;
const schema33 = {"type":"object","required":["apiVersion","kind","metadata"],"additionalProperties":false,"properties":{"apiVersion":{"const":"dds/v3"},"kind":{"const":"BackupDownloadPolicy"},"metadata":{"type":"object","required":["name","patch"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"patch":{"type":"boolean","const":true},"protected":{"type":"boolean"}}},"spec":{"type":["object","null"],"additionalProperties":false,"properties":{"action":{"type":["string","null"],"enum":["open","close",null]},"until":{"type":["string","null"],"pattern":"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"}}}}};
const pattern20 = new RegExp("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$", "u");

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.metadata === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "metadata"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.apiVersion !== undefined){
if("dds/v3" !== data.apiVersion){
const err4 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "dds/v3"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.kind !== undefined){
if("BackupDownloadPolicy" !== data.kind){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "BackupDownloadPolicy"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err6 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data2.patch === undefined){
const err7 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "patch"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key1 in data2){
if(!(((key1 === "name") || (key1 === "patch")) || (key1 === "protected"))){
const err8 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(func1(data3) > 64){
const err9 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(func1(data3) < 1){
const err10 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(!pattern4.test(data3)){
const err11 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/metadata/name",schemaPath:"#/properties/metadata/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.patch !== undefined){
let data4 = data2.patch;
if(typeof data4 !== "boolean"){
const err13 = {instancePath:instancePath+"/metadata/patch",schemaPath:"#/properties/metadata/properties/patch/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(true !== data4){
const err14 = {instancePath:instancePath+"/metadata/patch",schemaPath:"#/properties/metadata/properties/patch/const",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data2.protected !== undefined){
if(typeof data2.protected !== "boolean"){
const err15 = {instancePath:instancePath+"/metadata/protected",schemaPath:"#/properties/metadata/properties/protected/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.spec !== undefined){
let data6 = data.spec;
if((!(data6 && typeof data6 == "object" && !Array.isArray(data6))) && (data6 !== null)){
const err17 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: schema33.properties.spec.type}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key2 in data6){
if(!((key2 === "action") || (key2 === "until"))){
const err18 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data6.action !== undefined){
let data7 = data6.action;
if((typeof data7 !== "string") && (data7 !== null)){
const err19 = {instancePath:instancePath+"/spec/action",schemaPath:"#/properties/spec/properties/action/type",keyword:"type",params:{type: schema33.properties.spec.properties.action.type}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if(!(((data7 === "open") || (data7 === "close")) || (data7 === null))){
const err20 = {instancePath:instancePath+"/spec/action",schemaPath:"#/properties/spec/properties/action/enum",keyword:"enum",params:{allowedValues: schema33.properties.spec.properties.action.enum}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data6.until !== undefined){
let data8 = data6.until;
if((typeof data8 !== "string") && (data8 !== null)){
const err21 = {instancePath:instancePath+"/spec/until",schemaPath:"#/properties/spec/properties/until/type",keyword:"type",params:{type: schema33.properties.spec.properties.until.type}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if(typeof data8 === "string"){
if(!pattern20.test(data8)){
const err22 = {instancePath:instancePath+"/spec/until",schemaPath:"#/properties/spec/properties/until/pattern",keyword:"pattern",params:{pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
}
}
}
else {
const err23 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const patches = {
  "cbr/v3/BackupPolicy": cbr_v3_BackupPolicy,
  "cbr/v3/ReplicationPolicy": cbr_v3_ReplicationPolicy,
  "dds/v3/BackupDownloadPolicy": dds_v3_BackupDownloadPolicy,
};

export const patchSchemas = {
  "cbr/v3/BackupPolicy": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "BackupPolicy",
    "description": "Fields of an included document of kind BackupPolicy that differ in this stack.",
    "type": "object",
    "required": [
      "apiVersion",
      "kind",
      "metadata"
    ],
    "additionalProperties": false,
    "properties": {
      "apiVersion": {
        "const": "cbr/v3",
        "description": "Service and version of its API: `cbr/v3`."
      },
      "kind": {
        "const": "BackupPolicy",
        "description": "Kind of the document: `BackupPolicy`."
      },
      "metadata": {
        "type": "object",
        "description": "Who the policy is, and how it is guarded.",
        "required": [
          "name",
          "patch"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
            "patternErrorMessage": "1 to 64 letters, digits, Chinese characters, _ or -",
            "description": "Name of the policy, in the cloud too where it has one there, and unique for its kind in the stack. 1 to 64 letters, digits, Chinese characters, `_` and `-`. No default."
          },
          "patch": {
            "type": "boolean",
            "description": "Whether this is a patch: a document that changes fields of an included one of the same kind and name, in this stack. Its spec has only those fields; null removes one, mappings are merged, lists are replaced. Default: false.",
            "const": true
          },
          "protected": {
            "type": "boolean",
            "description": "Whether the policy is safe from deletion. `true` holds until `false` was applied, which is the hazard `unprotects`; no flag deletes what is protected. Default: absent, as it was applied last; at first false."
          }
        }
      },
      "spec": {
        "type": [
          "object",
          "null"
        ],
        "description": "A backup policy of Cloud Backup and Recovery (CBR), and optionally the vaults that it is applied to.",
        "additionalProperties": false,
        "properties": {
          "enabled": {
            "type": [
              "boolean",
              "null"
            ],
            "description": "Whether the schedule runs. `false` keeps the policy and its vaults and makes no backups. Default: true."
          },
          "operation_definition": {
            "type": [
              "object",
              "null"
            ],
            "description": "How long backups are kept: by age (`retention_duration_days`) or by number (`max_backups` and the counters), not both. `{}` keeps them forever.",
            "additionalProperties": false,
            "properties": {
              "retention_duration_days": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": -1,
                "maximum": 99999,
                "not": {
                  "const": 0
                },
                "description": "Days that a backup is kept, then it is deleted. 1 to 99999, or -1: age deletes nothing. Excludes `max_backups`, `day_backups`, `week_backups`, `month_backups` and `year_backups`, unless those are not set (-1 or 0). When neither this nor `max_backups` is set, backups are kept forever. Default: -1."
              },
              "max_backups": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": -1,
                "maximum": 99999,
                "not": {
                  "const": 0
                },
                "description": "Most automatic backups that are kept of one resource; when there are more, the oldest is deleted. 1 to 99999, or -1: their number deletes nothing. A smaller number than before deletes backups when the next one is made. Excludes `retention_duration_days`, unless that is -1. Default: -1."
              },
              "day_backups": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 100,
                "description": "For how many days the latest backup of the day is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a day ends. Excludes `retention_duration_days`. Default: 0."
              },
              "week_backups": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 100,
                "description": "For how many weeks the latest backup of the week is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a week ends. Excludes `retention_duration_days`. Default: 0."
              },
              "month_backups": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 100,
                "description": "For how many months the latest backup of the month is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a month ends. Excludes `retention_duration_days`. Default: 0."
              },
              "year_backups": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 100,
                "description": "For how many years the latest backup of the year is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a year ends. Excludes `retention_duration_days`. Default: 0."
              },
              "timezone": {
                "type": [
                  "string",
                  "null"
                ],
                "pattern": "^UTC[+-][0-9]{2}:[0-9]{2}$",
                "patternErrorMessage": "an offset like UTC+08:00",
                "examples": [
                  "UTC+08:00"
                ],
                "description": "Offset from UTC, like `UTC+08:00`. Tells where a day, week, month and year end for `day_backups`, `week_backups`, `month_backups` and `year_backups`, and is required when one of them is set. Does not move the rules of `trigger`: their hours are UTC. Default: the offset of `schedule.timezone`; none with `trigger`."
              },
              "full_backup_interval": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": -1,
                "maximum": 100,
                "description": "After how many incremental backups a full one is made. 0 to 100, 0: every backup is full; -1: none is full after the first. Not on Open Telekom Cloud. Default: -1."
              }
            }
          },
          "trigger": {
            "type": [
              "object",
              "null"
            ],
            "description": "When backups are made, as rules in UTC. Exactly one of `trigger` and `schedule` is given.",
            "additionalProperties": false,
            "properties": {
              "properties": {
                "type": [
                  "object",
                  "null"
                ],
                "description": "The rules of the schedule.",
                "additionalProperties": false,
                "properties": {
                  "pattern": {
                    "type": [
                      "array",
                      "null"
                    ],
                    "minItems": 1,
                    "maxItems": 24,
                    "items": {
                      "type": "string",
                      "description": "One rule in UTC, like `FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00`."
                    },
                    "examples": [
                      [
                        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00"
                      ]
                    ],
                    "description": "Rules of iCalendar (RFC 2445), 1 to 24 of them, whose times are UTC. A rule has FREQ (WEEKLY or DAILY), BYDAY (MO, TU, WE, TH, FR, SA, SU), BYHOUR (0 to 23), BYMINUTE (0 to 59) and, with DAILY, INTERVAL (1 to 30). 14:00 in UTC+08:00 every day is `FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00`. Runs are at least one hour apart. No default."
                  }
                }
              }
            }
          },
          "schedule": {
            "type": [
              "object",
              "null"
            ],
            "description": "When backups are made, in local time. Exactly one of `trigger` and `schedule` is given.",
            "additionalProperties": false,
            "properties": {
              "timezone": {
                "type": [
                  "string",
                  "null"
                ],
                "maxLength": 64,
                "pattern": "^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$",
                "patternErrorMessage": "a time zone like Asia/Shanghai or UTC+08:00",
                "examples": [
                  "Asia/Shanghai",
                  "UTC+08:00"
                ],
                "description": "Time zone of `at`: an IANA name like `Asia/Shanghai`, or an offset like `UTC+08:00`. A zone with daylight saving counts with its standard offset all year, unless `daylight_saving` is `follow`. The standard offset is also the default of `operation_definition.timezone`. No default."
              },
              "daylight_saving": {
                "type": [
                  "string",
                  "null"
                ],
                "enum": [
                  "standard",
                  "follow",
                  null
                ],
                "description": "What happens to the runs when the clocks of `timezone` change. `standard`: nothing, so that they are an hour off in local time for a part of the year. `follow`: they stay at the local times of `at`; the rules change with the clocks, by the next `apply --due`, which must run every day. Excludes `every_days` above 1. Default: `standard`."
              },
              "at": {
                "type": [
                  "array",
                  "null"
                ],
                "minItems": 1,
                "maxItems": 24,
                "uniqueItems": true,
                "items": {
                  "type": "string",
                  "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
                  "patternErrorMessage": "a time of day from 00:00 to 23:59, in quotes",
                  "description": "A time of day from `00:00` to `23:59`."
                },
                "examples": [
                  [
                    "02:00",
                    "14:30"
                  ]
                ],
                "description": "Times of day at which the policy runs. 1 to 24 different ones from `00:00` to `23:59`, at least one hour apart. No default."
              },
              "days": {
                "type": [
                  "array",
                  "null"
                ],
                "minItems": 1,
                "maxItems": 7,
                "uniqueItems": true,
                "items": {
                  "type": "string",
                  "enum": [
                    "MO",
                    "TU",
                    "WE",
                    "TH",
                    "FR",
                    "SA",
                    "SU"
                  ],
                  "description": "A day of the week."
                },
                "examples": [
                  [
                    "MO",
                    "WE",
                    "FR"
                  ]
                ],
                "description": "Days of the week on which the policy runs, in local time: 1 to 7 different ones of MO, TU, WE, TH, FR, SA, SU. Excludes `every_days`. Default: absent, every day."
              },
              "every_days": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 1,
                "maximum": 30,
                "description": "Days from one day on which the policy runs to the next, counted from the day that the cloud made the policy. 1 to 30. Excludes `days`. Default: 1, every day."
              }
            }
          },
          "vaults": {
            "type": [
              "array",
              "null"
            ],
            "description": "The vaults that this policy is applied to, all of them; `[]`: none. A vault has one backup policy at most. Default: absent, then which vaults use the policy is left as it is.",
            "items": {
              "type": "object",
              "description": "A vault that this policy is applied to.",
              "oneOf": [
                {
                  "required": [
                    "vault"
                  ]
                },
                {
                  "required": [
                    "vault_id"
                  ]
                }
              ],
              "additionalProperties": false,
              "properties": {
                "vault": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the name of a vault, which has only letters, digits, Chinese characters, _ and -",
                  "description": "Name of the vault, in place of `vault_id`; `plan` looks it up. No default."
                },
                "vault_id": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[a-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the ID of a vault, which has only letters, digits, _ and -",
                  "description": "ID of the vault, a UUID as the console shows it, in place of `vault`. No default."
                }
              }
            }
          }
        }
      }
    }
  },
  "cbr/v3/ReplicationPolicy": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "ReplicationPolicy",
    "description": "Fields of an included document of kind ReplicationPolicy that differ in this stack.",
    "type": "object",
    "required": [
      "apiVersion",
      "kind",
      "metadata"
    ],
    "additionalProperties": false,
    "properties": {
      "apiVersion": {
        "const": "cbr/v3",
        "description": "Service and version of its API: `cbr/v3`."
      },
      "kind": {
        "const": "ReplicationPolicy",
        "description": "Kind of the document: `ReplicationPolicy`."
      },
      "metadata": {
        "type": "object",
        "description": "Who the policy is, and how it is guarded.",
        "required": [
          "name",
          "patch"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
            "patternErrorMessage": "1 to 64 letters, digits, Chinese characters, _ or -",
            "description": "Name of the policy, in the cloud too where it has one there, and unique for its kind in the stack. 1 to 64 letters, digits, Chinese characters, `_` and `-`. No default."
          },
          "patch": {
            "type": "boolean",
            "description": "Whether this is a patch: a document that changes fields of an included one of the same kind and name, in this stack. Its spec has only those fields; null removes one, mappings are merged, lists are replaced. Default: false.",
            "const": true
          },
          "protected": {
            "type": "boolean",
            "description": "Whether the policy is safe from deletion. `true` holds until `false` was applied, which is the hazard `unprotects`; no flag deletes what is protected. Default: absent, as it was applied last; at first false."
          }
        }
      },
      "spec": {
        "type": [
          "object",
          "null"
        ],
        "description": "A replication policy of Cloud Backup and Recovery (CBR), which copies backups to another region, and optionally the vaults that it is applied to.",
        "additionalProperties": false,
        "properties": {
          "enabled": {
            "type": [
              "boolean",
              "null"
            ],
            "description": "Whether the schedule runs. `false` keeps the policy and its vaults and copies nothing. Default: true."
          },
          "operation_definition": {
            "type": [
              "object",
              "null"
            ],
            "description": "Where the copies go, and how long they are kept: by age (`retention_duration_days`) or by number (`max_backups` and the counters), not both.",
            "additionalProperties": false,
            "properties": {
              "destination_region": {
                "type": [
                  "string",
                  "null"
                ],
                "maxLength": 255,
                "pattern": "^[a-zA-Z0-9._\\-]*$",
                "patternErrorMessage": "a region ID of at most 255 letters, digits, \".\", _ or -",
                "examples": [
                  "ap-southeast-2"
                ],
                "description": "ID of the region that the copies go to; another one than that of the stack. 1 to 255 letters, digits, `.`, `_` and `-`. Cannot be changed while the policy is applied to a vault. No default.",
                "minLength": 1
              },
              "destination_project_id": {
                "type": [
                  "string",
                  "null"
                ],
                "description": "ID of the project in the destination region that the copies go to. No default.",
                "minLength": 1
              },
              "enable_acceleration": {
                "type": [
                  "boolean",
                  "null"
                ],
                "description": "Whether replication to the other region is accelerated, which is charged extra. The API never tells what it is set to. Only for replication, not on Open Telekom Cloud. Default: false."
              },
              "cross_account_urn": {
                "type": [
                  "string",
                  "null"
                ],
                "description": "The vault of another account that takes the copies, as that account names it. Not on Open Telekom Cloud. No default.",
                "minLength": 1,
                "maxLength": 1024
              },
              "retention_duration_days": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": -1,
                "maximum": 99999,
                "not": {
                  "const": 0
                },
                "description": "Days that a backup is kept, then it is deleted. 1 to 99999, or -1: age deletes nothing. Excludes `max_backups`, `day_backups`, `week_backups`, `month_backups` and `year_backups`, unless those are not set (-1 or 0). When neither this nor `max_backups` is set, backups are kept forever. Default: -1."
              },
              "max_backups": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": -1,
                "maximum": 99999,
                "not": {
                  "const": 0
                },
                "description": "Most automatic backups that are kept of one resource; when there are more, the oldest is deleted. 1 to 99999, or -1: their number deletes nothing. A smaller number than before deletes backups when the next one is made. Excludes `retention_duration_days`, unless that is -1. Default: -1."
              },
              "day_backups": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 100,
                "description": "For how many days the latest backup of the day is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a day ends. Excludes `retention_duration_days`. Default: 0."
              },
              "week_backups": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 100,
                "description": "For how many weeks the latest backup of the week is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a week ends. Excludes `retention_duration_days`. Default: 0."
              },
              "month_backups": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 100,
                "description": "For how many months the latest backup of the month is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a month ends. Excludes `retention_duration_days`. Default: 0."
              },
              "year_backups": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 100,
                "description": "For how many years the latest backup of the year is kept, whatever `max_backups` says. 0 to 100, 0: not set. Needs `timezone`, which tells when a year ends. Excludes `retention_duration_days`. Default: 0."
              },
              "timezone": {
                "type": [
                  "string",
                  "null"
                ],
                "pattern": "^UTC[+-][0-9]{2}:[0-9]{2}$",
                "patternErrorMessage": "an offset like UTC+08:00",
                "examples": [
                  "UTC+08:00"
                ],
                "description": "Offset from UTC, like `UTC+08:00`. Tells where a day, week, month and year end for `day_backups`, `week_backups`, `month_backups` and `year_backups`, and is required when one of them is set. Does not move the rules of `trigger`: their hours are UTC. Default: the offset of `schedule.timezone`; none with `trigger`."
              }
            }
          },
          "trigger": {
            "type": [
              "object",
              "null"
            ],
            "description": "When backups are copied, as rules in UTC; after they are made. Exactly one of `trigger` and `schedule` is given.",
            "additionalProperties": false,
            "properties": {
              "properties": {
                "type": [
                  "object",
                  "null"
                ],
                "description": "The rules of the schedule.",
                "additionalProperties": false,
                "properties": {
                  "pattern": {
                    "type": [
                      "array",
                      "null"
                    ],
                    "minItems": 1,
                    "maxItems": 24,
                    "items": {
                      "type": "string",
                      "description": "One rule in UTC, like `FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=18;BYMINUTE=00`."
                    },
                    "examples": [
                      [
                        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00"
                      ]
                    ],
                    "description": "Rules of iCalendar (RFC 2445), 1 to 24 of them, whose times are UTC. A rule has FREQ (WEEKLY or DAILY), BYDAY (MO, TU, WE, TH, FR, SA, SU), BYHOUR (0 to 23), BYMINUTE (0 to 59) and, with DAILY, INTERVAL (1 to 30). 14:00 in UTC+08:00 every day is `FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00`. Runs are at least one hour apart. No default."
                  }
                }
              }
            }
          },
          "schedule": {
            "type": [
              "object",
              "null"
            ],
            "description": "When backups are copied, in local time; after they are made. Exactly one of `trigger` and `schedule` is given.",
            "additionalProperties": false,
            "properties": {
              "timezone": {
                "type": [
                  "string",
                  "null"
                ],
                "maxLength": 64,
                "pattern": "^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$",
                "patternErrorMessage": "a time zone like Asia/Shanghai or UTC+08:00",
                "examples": [
                  "Asia/Shanghai",
                  "UTC+08:00"
                ],
                "description": "Time zone of `at`: an IANA name like `Asia/Shanghai`, or an offset like `UTC+08:00`. A zone with daylight saving counts with its standard offset all year, unless `daylight_saving` is `follow`. The standard offset is also the default of `operation_definition.timezone`. No default."
              },
              "daylight_saving": {
                "type": [
                  "string",
                  "null"
                ],
                "enum": [
                  "standard",
                  "follow",
                  null
                ],
                "description": "What happens to the runs when the clocks of `timezone` change. `standard`: nothing, so that they are an hour off in local time for a part of the year. `follow`: they stay at the local times of `at`; the rules change with the clocks, by the next `apply --due`, which must run every day. Excludes `every_days` above 1. Default: `standard`."
              },
              "at": {
                "type": [
                  "array",
                  "null"
                ],
                "minItems": 1,
                "maxItems": 24,
                "uniqueItems": true,
                "items": {
                  "type": "string",
                  "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
                  "patternErrorMessage": "a time of day from 00:00 to 23:59, in quotes",
                  "description": "A time of day from `00:00` to `23:59`."
                },
                "examples": [
                  [
                    "02:00",
                    "14:30"
                  ]
                ],
                "description": "Times of day at which the policy runs. 1 to 24 different ones from `00:00` to `23:59`, at least one hour apart. No default."
              },
              "days": {
                "type": [
                  "array",
                  "null"
                ],
                "minItems": 1,
                "maxItems": 7,
                "uniqueItems": true,
                "items": {
                  "type": "string",
                  "enum": [
                    "MO",
                    "TU",
                    "WE",
                    "TH",
                    "FR",
                    "SA",
                    "SU"
                  ],
                  "description": "A day of the week."
                },
                "examples": [
                  [
                    "MO",
                    "WE",
                    "FR"
                  ]
                ],
                "description": "Days of the week on which the policy runs, in local time: 1 to 7 different ones of MO, TU, WE, TH, FR, SA, SU. Excludes `every_days`. Default: absent, every day."
              },
              "every_days": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 1,
                "maximum": 30,
                "description": "Days from one day on which the policy runs to the next, counted from the day that the cloud made the policy. 1 to 30. Excludes `days`. Default: 1, every day."
              }
            }
          },
          "vaults": {
            "type": [
              "array",
              "null"
            ],
            "description": "The vaults that this policy is applied to, all of them; `[]`: none. A vault has one replication policy at most. Default: absent, then which vaults use the policy is left as it is.",
            "items": {
              "type": "object",
              "description": "A vault that this policy is applied to, and the vault that takes its copies.",
              "allOf": [
                {
                  "oneOf": [
                    {
                      "required": [
                        "vault"
                      ]
                    },
                    {
                      "required": [
                        "vault_id"
                      ]
                    }
                  ]
                },
                {
                  "oneOf": [
                    {
                      "required": [
                        "destination_vault"
                      ]
                    },
                    {
                      "required": [
                        "destination_vault_id"
                      ]
                    }
                  ]
                }
              ],
              "additionalProperties": false,
              "properties": {
                "vault": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the name of a vault, which has only letters, digits, Chinese characters, _ and -",
                  "description": "Name of the vault, in place of `vault_id`; `plan` looks it up. No default."
                },
                "vault_id": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[a-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the ID of a vault, which has only letters, digits, _ and -",
                  "description": "ID of the vault, a UUID as the console shows it, in place of `vault`. No default."
                },
                "destination_vault": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the name of a vault, which has only letters, digits, Chinese characters, _ and -",
                  "description": "Name of the vault in the destination region that takes the copies, in place of `destination_vault_id`; `plan` looks it up. Not on Open Telekom Cloud, whose API does not list vaults of other regions. No default."
                },
                "destination_vault_id": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[a-zA-Z0-9_-]*$",
                  "patternErrorMessage": "the ID of a vault, which has only letters, digits, _ and -",
                  "description": "ID of the vault in the destination region that takes the copies, a UUID as the console shows it, in place of `destination_vault`. No default."
                }
              }
            }
          }
        }
      }
    }
  },
  "dds/v3/BackupDownloadPolicy": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "BackupDownloadPolicy",
    "description": "Fields of an included document of kind BackupDownloadPolicy that differ in this stack.",
    "type": "object",
    "required": [
      "apiVersion",
      "kind",
      "metadata"
    ],
    "additionalProperties": false,
    "properties": {
      "apiVersion": {
        "const": "dds/v3",
        "description": "Service and version of its API: `dds/v3`."
      },
      "kind": {
        "const": "BackupDownloadPolicy",
        "description": "Kind of the document: `BackupDownloadPolicy`."
      },
      "metadata": {
        "type": "object",
        "description": "Who the policy is, and how it is guarded.",
        "required": [
          "name",
          "patch"
        ],
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$",
            "patternErrorMessage": "1 to 64 letters, digits, Chinese characters, _ or -",
            "description": "Name of the policy, in the cloud too where it has one there, and unique for its kind in the stack. 1 to 64 letters, digits, Chinese characters, `_` and `-`. No default."
          },
          "patch": {
            "type": "boolean",
            "description": "Whether this is a patch: a document that changes fields of an included one of the same kind and name, in this stack. Its spec has only those fields; null removes one, mappings are merged, lists are replaced. Default: false.",
            "const": true
          },
          "protected": {
            "type": "boolean",
            "description": "Whether the policy is safe from deletion. `true` holds until `false` was applied, which is the hazard `unprotects`; no flag deletes what is protected. Default: absent, as it was applied last; at first false."
          }
        }
      },
      "spec": {
        "type": [
          "object",
          "null"
        ],
        "description": "The switch of Document Database Service (DDS) that decides whether backups may be downloaded from the Internet. One per stack. Not on Open Telekom Cloud.",
        "additionalProperties": false,
        "properties": {
          "action": {
            "type": [
              "string",
              "null"
            ],
            "enum": [
              "open",
              "close",
              null
            ],
            "description": "`open`: backups can be downloaded from the Internet. `close`: they cannot. No default."
          },
          "until": {
            "type": [
              "string",
              "null"
            ],
            "format": "date-time",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
            "patternErrorMessage": "a time with its zone, like 2026-12-01T18:00:00Z or 2026-12-01T18:00:00+01:00",
            "examples": [
              "2026-12-01T18:00:00Z"
            ],
            "description": "Time from which on the switch is to be closed, RFC 3339 with `Z` or an offset. Takes effect with the first plan and apply after it, not by itself. Only with `action: open`. Default: absent, then open without end."
          }
        }
      }
    }
  }
}
