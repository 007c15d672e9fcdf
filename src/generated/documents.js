// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.
const cbr_v3_BackupPolicy = validate20;
const schema31 = {"type":"object","required":["apiVersion","kind","metadata","spec"],"additionalProperties":false,"properties":{"apiVersion":{"const":"cbr/v3"},"kind":{"const":"BackupPolicy"},"metadata":{"type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"renamed_from":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"protected":{"type":"boolean"},"patch":{"type":"boolean"}}},"spec":{"type":"object","required":["operation_definition"],"additionalProperties":false,"oneOf":[{"required":["trigger"]},{"required":["schedule"]}],"properties":{"enabled":{"type":"boolean"},"operation_definition":{"type":"object","additionalProperties":false,"properties":{"retention_duration_days":{"type":"integer","minimum":-1,"maximum":99999,"not":{"const":0}},"max_backups":{"type":"integer","minimum":-1,"maximum":99999,"not":{"const":0}},"day_backups":{"type":"integer","minimum":0,"maximum":100},"week_backups":{"type":"integer","minimum":0,"maximum":100},"month_backups":{"type":"integer","minimum":0,"maximum":100},"year_backups":{"type":"integer","minimum":0,"maximum":100},"timezone":{"type":"string","pattern":"^UTC[+-][0-9]{2}:[0-9]{2}$"},"full_backup_interval":{"type":"integer","minimum":-1,"maximum":100}}},"trigger":{"type":"object","required":["properties"],"additionalProperties":false,"properties":{"properties":{"type":"object","required":["pattern"],"additionalProperties":false,"properties":{"pattern":{"type":"array","minItems":1,"maxItems":24,"items":{"type":"string"}}}}}},"schedule":{"type":"object","required":["timezone","at"],"additionalProperties":false,"not":{"required":["days","every_days"]},"properties":{"timezone":{"type":"string","maxLength":64,"pattern":"^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$"},"daylight_saving":{"type":"string","enum":["standard","follow"]},"at":{"type":"array","minItems":1,"maxItems":24,"uniqueItems":true,"items":{"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$"}},"days":{"type":"array","minItems":1,"maxItems":7,"uniqueItems":true,"items":{"type":"string","enum":["MO","TU","WE","TH","FR","SA","SU"]}},"every_days":{"type":"integer","minimum":1,"maximum":30}}},"vaults":{"type":"array","items":{"type":"object","oneOf":[{"required":["vault"]},{"required":["vault_id"]}],"additionalProperties":false,"properties":{"vault":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"vault_id":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[a-zA-Z0-9_-]*$"}}}}}}}};
const func1 = (text) => [...text].length;
const pattern4 = new RegExp("^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$", "u");
const pattern6 = new RegExp("^UTC[+-][0-9]{2}:[0-9]{2}$", "u");
const pattern7 = new RegExp("^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$", "u");
const pattern8 = new RegExp("^([01][0-9]|2[0-3]):[0-5][0-9]$", "u");
const pattern10 = new RegExp("^[a-zA-Z0-9_-]*$", "u");

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
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
if("cbr/v3" !== data.apiVersion){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "cbr/v3"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.kind !== undefined){
if("BackupPolicy" !== data.kind){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "BackupPolicy"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err7 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key1 in data2){
if(!((((key1 === "name") || (key1 === "renamed_from")) || (key1 === "protected")) || (key1 === "patch"))){
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
if(data2.renamed_from !== undefined){
let data4 = data2.renamed_from;
if(typeof data4 === "string"){
if(func1(data4) > 64){
const err13 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(func1(data4) < 1){
const err14 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(!pattern4.test(data4)){
const err15 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.protected !== undefined){
if(typeof data2.protected !== "boolean"){
const err17 = {instancePath:instancePath+"/metadata/protected",schemaPath:"#/properties/metadata/properties/protected/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data2.patch !== undefined){
if(typeof data2.patch !== "boolean"){
const err18 = {instancePath:instancePath+"/metadata/patch",schemaPath:"#/properties/metadata/properties/patch/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.spec !== undefined){
let data7 = data.spec;
const _errs17 = errors;
let valid2 = false;
let passing0 = null;
const _errs18 = errors;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.trigger === undefined){
const err20 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/oneOf/0/required",keyword:"required",params:{missingProperty: "trigger"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
var _valid0 = _errs18 === errors;
if(_valid0){
valid2 = true;
passing0 = 0;
}
const _errs19 = errors;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.schedule === undefined){
const err21 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/oneOf/1/required",keyword:"required",params:{missingProperty: "schedule"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
var _valid0 = _errs19 === errors;
if(_valid0 && valid2){
valid2 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid2 = true;
passing0 = 1;
}
}
if(!valid2){
const err22 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/oneOf",keyword:"oneOf",params:{passingSchemas: passing0}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
else {
errors = _errs17;
if(vErrors !== null){
if(_errs17){
vErrors.length = _errs17;
}
else {
vErrors = null;
}
}
}
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.operation_definition === undefined){
const err23 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "operation_definition"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
for(const key2 in data7){
if(!(((((key2 === "enabled") || (key2 === "operation_definition")) || (key2 === "trigger")) || (key2 === "schedule")) || (key2 === "vaults"))){
const err24 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data7.enabled !== undefined){
if(typeof data7.enabled !== "boolean"){
const err25 = {instancePath:instancePath+"/spec/enabled",schemaPath:"#/properties/spec/properties/enabled/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data7.operation_definition !== undefined){
let data9 = data7.operation_definition;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
for(const key3 in data9){
if(!((((((((key3 === "retention_duration_days") || (key3 === "max_backups")) || (key3 === "day_backups")) || (key3 === "week_backups")) || (key3 === "month_backups")) || (key3 === "year_backups")) || (key3 === "timezone")) || (key3 === "full_backup_interval"))){
const err26 = {instancePath:instancePath+"/spec/operation_definition",schemaPath:"#/properties/spec/properties/operation_definition/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data9.retention_duration_days !== undefined){
let data10 = data9.retention_duration_days;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
const err27 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
const _errs28 = errors;
const _errs29 = errors;
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
var valid5 = _errs29 === errors;
if(valid5){
const err29 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
else {
errors = _errs28;
if(vErrors !== null){
if(_errs28){
vErrors.length = _errs28;
}
else {
vErrors = null;
}
}
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 99999 || isNaN(data10)){
const err30 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(data10 < -1 || isNaN(data10)){
const err31 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
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
if(data9.max_backups !== undefined){
let data11 = data9.max_backups;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err32 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const _errs32 = errors;
const _errs33 = errors;
if(0 !== data11){
const err33 = {};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
var valid6 = _errs33 === errors;
if(valid6){
const err34 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
else {
errors = _errs32;
if(vErrors !== null){
if(_errs32){
vErrors.length = _errs32;
}
else {
vErrors = null;
}
}
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 99999 || isNaN(data11)){
const err35 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
if(data11 < -1 || isNaN(data11)){
const err36 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
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
if(data9.day_backups !== undefined){
let data12 = data9.day_backups;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
const err37 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 100 || isNaN(data12)){
const err38 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if(data12 < 0 || isNaN(data12)){
const err39 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
if(data9.week_backups !== undefined){
let data13 = data9.week_backups;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
const err40 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 100 || isNaN(data13)){
const err41 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(data13 < 0 || isNaN(data13)){
const err42 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
}
if(data9.month_backups !== undefined){
let data14 = data9.month_backups;
if(!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))){
const err43 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 100 || isNaN(data14)){
const err44 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if(data14 < 0 || isNaN(data14)){
const err45 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
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
if(data9.year_backups !== undefined){
let data15 = data9.year_backups;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
const err46 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 > 100 || isNaN(data15)){
const err47 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(data15 < 0 || isNaN(data15)){
const err48 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
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
if(data9.timezone !== undefined){
let data16 = data9.timezone;
if(typeof data16 === "string"){
if(!pattern6.test(data16)){
const err49 = {instancePath:instancePath+"/spec/operation_definition/timezone",schemaPath:"#/properties/spec/properties/operation_definition/properties/timezone/pattern",keyword:"pattern",params:{pattern: "^UTC[+-][0-9]{2}:[0-9]{2}$"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
else {
const err50 = {instancePath:instancePath+"/spec/operation_definition/timezone",schemaPath:"#/properties/spec/properties/operation_definition/properties/timezone/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data9.full_backup_interval !== undefined){
let data17 = data9.full_backup_interval;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
const err51 = {instancePath:instancePath+"/spec/operation_definition/full_backup_interval",schemaPath:"#/properties/spec/properties/operation_definition/properties/full_backup_interval/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 100 || isNaN(data17)){
const err52 = {instancePath:instancePath+"/spec/operation_definition/full_backup_interval",schemaPath:"#/properties/spec/properties/operation_definition/properties/full_backup_interval/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
if(data17 < -1 || isNaN(data17)){
const err53 = {instancePath:instancePath+"/spec/operation_definition/full_backup_interval",schemaPath:"#/properties/spec/properties/operation_definition/properties/full_backup_interval/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
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
}
else {
const err54 = {instancePath:instancePath+"/spec/operation_definition",schemaPath:"#/properties/spec/properties/operation_definition/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
if(data7.trigger !== undefined){
let data18 = data7.trigger;
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
if(data18.properties === undefined){
const err55 = {instancePath:instancePath+"/spec/trigger",schemaPath:"#/properties/spec/properties/trigger/required",keyword:"required",params:{missingProperty: "properties"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
for(const key4 in data18){
if(!(key4 === "properties")){
const err56 = {instancePath:instancePath+"/spec/trigger",schemaPath:"#/properties/spec/properties/trigger/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data18.properties !== undefined){
let data19 = data18.properties;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
if(data19.pattern === undefined){
const err57 = {instancePath:instancePath+"/spec/trigger/properties",schemaPath:"#/properties/spec/properties/trigger/properties/properties/required",keyword:"required",params:{missingProperty: "pattern"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
for(const key5 in data19){
if(!(key5 === "pattern")){
const err58 = {instancePath:instancePath+"/spec/trigger/properties",schemaPath:"#/properties/spec/properties/trigger/properties/properties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data19.pattern !== undefined){
let data20 = data19.pattern;
if(Array.isArray(data20)){
if(data20.length > 24){
const err59 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/maxItems",keyword:"maxItems",params:{limit: 24}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if(data20.length < 1){
const err60 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
const len0 = data20.length;
for(let i0=0; i0<len0; i0++){
if(typeof data20[i0] !== "string"){
const err61 = {instancePath:instancePath+"/spec/trigger/properties/pattern/" + i0,schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/items/type",keyword:"type",params:{type: "string"}};
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
else {
const err62 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
}
else {
const err63 = {instancePath:instancePath+"/spec/trigger/properties",schemaPath:"#/properties/spec/properties/trigger/properties/properties/type",keyword:"type",params:{type: "object"}};
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
else {
const err64 = {instancePath:instancePath+"/spec/trigger",schemaPath:"#/properties/spec/properties/trigger/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
if(data7.schedule !== undefined){
let data22 = data7.schedule;
const _errs58 = errors;
const _errs59 = errors;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
let missing0;
if(((data22.days === undefined) && (missing0 = "days")) || ((data22.every_days === undefined) && (missing0 = "every_days"))){
const err65 = {};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
var valid11 = _errs59 === errors;
if(valid11){
const err66 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
else {
errors = _errs58;
if(vErrors !== null){
if(_errs58){
vErrors.length = _errs58;
}
else {
vErrors = null;
}
}
}
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(data22.timezone === undefined){
const err67 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/required",keyword:"required",params:{missingProperty: "timezone"}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
if(data22.at === undefined){
const err68 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/required",keyword:"required",params:{missingProperty: "at"}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
for(const key6 in data22){
if(!(((((key6 === "timezone") || (key6 === "daylight_saving")) || (key6 === "at")) || (key6 === "days")) || (key6 === "every_days"))){
const err69 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
if(data22.timezone !== undefined){
let data23 = data22.timezone;
if(typeof data23 === "string"){
if(func1(data23) > 64){
const err70 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
if(!pattern7.test(data23)){
const err71 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/pattern",keyword:"pattern",params:{pattern: "^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$"}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
else {
const err72 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
if(data22.daylight_saving !== undefined){
let data24 = data22.daylight_saving;
if(typeof data24 !== "string"){
const err73 = {instancePath:instancePath+"/spec/schedule/daylight_saving",schemaPath:"#/properties/spec/properties/schedule/properties/daylight_saving/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
if(!((data24 === "standard") || (data24 === "follow"))){
const err74 = {instancePath:instancePath+"/spec/schedule/daylight_saving",schemaPath:"#/properties/spec/properties/schedule/properties/daylight_saving/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.schedule.properties.daylight_saving.enum}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
if(data22.at !== undefined){
let data25 = data22.at;
if(Array.isArray(data25)){
if(data25.length > 24){
const err75 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/maxItems",keyword:"maxItems",params:{limit: 24}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
if(data25.length < 1){
const err76 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
const len1 = data25.length;
for(let i1=0; i1<len1; i1++){
let data26 = data25[i1];
if(typeof data26 === "string"){
if(!pattern8.test(data26)){
const err77 = {instancePath:instancePath+"/spec/schedule/at/" + i1,schemaPath:"#/properties/spec/properties/schedule/properties/at/items/pattern",keyword:"pattern",params:{pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$"}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
else {
const err78 = {instancePath:instancePath+"/spec/schedule/at/" + i1,schemaPath:"#/properties/spec/properties/schedule/properties/at/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
let i2 = data25.length;
let j0;
if(i2 > 1){
const indices0 = {};
for(;i2--;){
let item0 = data25[i2];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err79 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
else {
const err80 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
if(data22.days !== undefined){
let data27 = data22.days;
if(Array.isArray(data27)){
if(data27.length > 7){
const err81 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/maxItems",keyword:"maxItems",params:{limit: 7}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
if(data27.length < 1){
const err82 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
const len2 = data27.length;
for(let i3=0; i3<len2; i3++){
let data28 = data27[i3];
if(typeof data28 !== "string"){
const err83 = {instancePath:instancePath+"/spec/schedule/days/" + i3,schemaPath:"#/properties/spec/properties/schedule/properties/days/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
if(!(((((((data28 === "MO") || (data28 === "TU")) || (data28 === "WE")) || (data28 === "TH")) || (data28 === "FR")) || (data28 === "SA")) || (data28 === "SU"))){
const err84 = {instancePath:instancePath+"/spec/schedule/days/" + i3,schemaPath:"#/properties/spec/properties/schedule/properties/days/items/enum",keyword:"enum",params:{allowedValues: schema31.properties.spec.properties.schedule.properties.days.items.enum}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
let i4 = data27.length;
let j1;
if(i4 > 1){
const indices1 = {};
for(;i4--;){
let item1 = data27[i4];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j1 = indices1[item1];
const err85 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/uniqueItems",keyword:"uniqueItems",params:{i: i4, j: j1}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
break;
}
indices1[item1] = i4;
}
}
}
else {
const err86 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
if(data22.every_days !== undefined){
let data29 = data22.every_days;
if(!(((typeof data29 == "number") && (!(data29 % 1) && !isNaN(data29))) && (isFinite(data29)))){
const err87 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
if((typeof data29 == "number") && (isFinite(data29))){
if(data29 > 30 || isNaN(data29)){
const err88 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/maximum",keyword:"maximum",params:{comparison: "<=", limit: 30}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
if(data29 < 1 || isNaN(data29)){
const err89 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
}
}
else {
const err90 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
if(data7.vaults !== undefined){
let data30 = data7.vaults;
if(Array.isArray(data30)){
const len3 = data30.length;
for(let i5=0; i5<len3; i5++){
let data31 = data30[i5];
const _errs79 = errors;
let valid21 = false;
let passing1 = null;
const _errs80 = errors;
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
if(data31.vault === undefined){
const err91 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/oneOf/0/required",keyword:"required",params:{missingProperty: "vault"}};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
var _valid1 = _errs80 === errors;
if(_valid1){
valid21 = true;
passing1 = 0;
}
const _errs81 = errors;
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
if(data31.vault_id === undefined){
const err92 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/oneOf/1/required",keyword:"required",params:{missingProperty: "vault_id"}};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
var _valid1 = _errs81 === errors;
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
const err93 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/oneOf",keyword:"oneOf",params:{passingSchemas: passing1}};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
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
if(data31 && typeof data31 == "object" && !Array.isArray(data31)){
for(const key7 in data31){
if(!((key7 === "vault") || (key7 === "vault_id"))){
const err94 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
if(data31.vault !== undefined){
let data32 = data31.vault;
if(typeof data32 === "string"){
if(func1(data32) > 64){
const err95 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
if(func1(data32) < 1){
const err96 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
if(!pattern4.test(data32)){
const err97 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
else {
const err98 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
if(data31.vault_id !== undefined){
let data33 = data31.vault_id;
if(typeof data33 === "string"){
if(func1(data33) > 64){
const err99 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
if(func1(data33) < 1){
const err100 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
if(!pattern10.test(data33)){
const err101 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
else {
const err102 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
}
}
else {
const err103 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
}
else {
const err104 = {instancePath:instancePath+"/spec/vaults",schemaPath:"#/properties/spec/properties/vaults/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
}
}
else {
const err105 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
}
}
else {
const err106 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const cbr_v3_ReplicationPolicy = validate21;
const schema32 = {"type":"object","required":["apiVersion","kind","metadata","spec"],"additionalProperties":false,"properties":{"apiVersion":{"const":"cbr/v3"},"kind":{"const":"ReplicationPolicy"},"metadata":{"type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"renamed_from":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"protected":{"type":"boolean"},"patch":{"type":"boolean"}}},"spec":{"type":"object","required":["operation_definition"],"additionalProperties":false,"oneOf":[{"required":["trigger"]},{"required":["schedule"]}],"properties":{"enabled":{"type":"boolean"},"operation_definition":{"type":"object","required":["destination_region","destination_project_id"],"additionalProperties":false,"properties":{"destination_region":{"type":"string","maxLength":255,"pattern":"^[a-zA-Z0-9._\\-]*$","minLength":1},"destination_project_id":{"type":"string","minLength":1},"enable_acceleration":{"type":"boolean"},"cross_account_urn":{"type":"string","minLength":1,"maxLength":1024},"retention_duration_days":{"type":"integer","minimum":-1,"maximum":99999,"not":{"const":0}},"max_backups":{"type":"integer","minimum":-1,"maximum":99999,"not":{"const":0}},"day_backups":{"type":"integer","minimum":0,"maximum":100},"week_backups":{"type":"integer","minimum":0,"maximum":100},"month_backups":{"type":"integer","minimum":0,"maximum":100},"year_backups":{"type":"integer","minimum":0,"maximum":100},"timezone":{"type":"string","pattern":"^UTC[+-][0-9]{2}:[0-9]{2}$"}}},"trigger":{"type":"object","required":["properties"],"additionalProperties":false,"properties":{"properties":{"type":"object","required":["pattern"],"additionalProperties":false,"properties":{"pattern":{"type":"array","minItems":1,"maxItems":24,"items":{"type":"string"}}}}}},"schedule":{"type":"object","required":["timezone","at"],"additionalProperties":false,"not":{"required":["days","every_days"]},"properties":{"timezone":{"type":"string","maxLength":64,"pattern":"^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$"},"daylight_saving":{"type":"string","enum":["standard","follow"]},"at":{"type":"array","minItems":1,"maxItems":24,"uniqueItems":true,"items":{"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$"}},"days":{"type":"array","minItems":1,"maxItems":7,"uniqueItems":true,"items":{"type":"string","enum":["MO","TU","WE","TH","FR","SA","SU"]}},"every_days":{"type":"integer","minimum":1,"maximum":30}}},"vaults":{"type":"array","items":{"type":"object","allOf":[{"oneOf":[{"required":["vault"]},{"required":["vault_id"]}]},{"oneOf":[{"required":["destination_vault"]},{"required":["destination_vault_id"]}]}],"additionalProperties":false,"properties":{"vault":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"vault_id":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[a-zA-Z0-9_-]*$"},"destination_vault":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"destination_vault_id":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[a-zA-Z0-9_-]*$"}}}}}}}};
const func14 = Object.prototype.hasOwnProperty;
const pattern13 = new RegExp("^[a-zA-Z0-9._\\-]*$", "u");

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
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
if("cbr/v3" !== data.apiVersion){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "cbr/v3"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.kind !== undefined){
if("ReplicationPolicy" !== data.kind){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "ReplicationPolicy"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err7 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key1 in data2){
if(!((((key1 === "name") || (key1 === "renamed_from")) || (key1 === "protected")) || (key1 === "patch"))){
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
if(data2.renamed_from !== undefined){
let data4 = data2.renamed_from;
if(typeof data4 === "string"){
if(func1(data4) > 64){
const err13 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(func1(data4) < 1){
const err14 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(!pattern4.test(data4)){
const err15 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.protected !== undefined){
if(typeof data2.protected !== "boolean"){
const err17 = {instancePath:instancePath+"/metadata/protected",schemaPath:"#/properties/metadata/properties/protected/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data2.patch !== undefined){
if(typeof data2.patch !== "boolean"){
const err18 = {instancePath:instancePath+"/metadata/patch",schemaPath:"#/properties/metadata/properties/patch/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.spec !== undefined){
let data7 = data.spec;
const _errs17 = errors;
let valid2 = false;
let passing0 = null;
const _errs18 = errors;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.trigger === undefined){
const err20 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/oneOf/0/required",keyword:"required",params:{missingProperty: "trigger"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
var _valid0 = _errs18 === errors;
if(_valid0){
valid2 = true;
passing0 = 0;
}
const _errs19 = errors;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.schedule === undefined){
const err21 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/oneOf/1/required",keyword:"required",params:{missingProperty: "schedule"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
var _valid0 = _errs19 === errors;
if(_valid0 && valid2){
valid2 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid2 = true;
passing0 = 1;
}
}
if(!valid2){
const err22 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/oneOf",keyword:"oneOf",params:{passingSchemas: passing0}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
else {
errors = _errs17;
if(vErrors !== null){
if(_errs17){
vErrors.length = _errs17;
}
else {
vErrors = null;
}
}
}
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.operation_definition === undefined){
const err23 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "operation_definition"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
for(const key2 in data7){
if(!(((((key2 === "enabled") || (key2 === "operation_definition")) || (key2 === "trigger")) || (key2 === "schedule")) || (key2 === "vaults"))){
const err24 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data7.enabled !== undefined){
if(typeof data7.enabled !== "boolean"){
const err25 = {instancePath:instancePath+"/spec/enabled",schemaPath:"#/properties/spec/properties/enabled/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data7.operation_definition !== undefined){
let data9 = data7.operation_definition;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
if(data9.destination_region === undefined){
const err26 = {instancePath:instancePath+"/spec/operation_definition",schemaPath:"#/properties/spec/properties/operation_definition/required",keyword:"required",params:{missingProperty: "destination_region"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data9.destination_project_id === undefined){
const err27 = {instancePath:instancePath+"/spec/operation_definition",schemaPath:"#/properties/spec/properties/operation_definition/required",keyword:"required",params:{missingProperty: "destination_project_id"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
for(const key3 in data9){
if(!(func14.call(schema32.properties.spec.properties.operation_definition.properties, key3))){
const err28 = {instancePath:instancePath+"/spec/operation_definition",schemaPath:"#/properties/spec/properties/operation_definition/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data9.destination_region !== undefined){
let data10 = data9.destination_region;
if(typeof data10 === "string"){
if(func1(data10) > 255){
const err29 = {instancePath:instancePath+"/spec/operation_definition/destination_region",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_region/maxLength",keyword:"maxLength",params:{limit: 255}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(func1(data10) < 1){
const err30 = {instancePath:instancePath+"/spec/operation_definition/destination_region",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_region/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(!pattern13.test(data10)){
const err31 = {instancePath:instancePath+"/spec/operation_definition/destination_region",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_region/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9._\\-]*$"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
else {
const err32 = {instancePath:instancePath+"/spec/operation_definition/destination_region",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_region/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data9.destination_project_id !== undefined){
let data11 = data9.destination_project_id;
if(typeof data11 === "string"){
if(func1(data11) < 1){
const err33 = {instancePath:instancePath+"/spec/operation_definition/destination_project_id",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_project_id/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
else {
const err34 = {instancePath:instancePath+"/spec/operation_definition/destination_project_id",schemaPath:"#/properties/spec/properties/operation_definition/properties/destination_project_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data9.enable_acceleration !== undefined){
if(typeof data9.enable_acceleration !== "boolean"){
const err35 = {instancePath:instancePath+"/spec/operation_definition/enable_acceleration",schemaPath:"#/properties/spec/properties/operation_definition/properties/enable_acceleration/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data9.cross_account_urn !== undefined){
let data13 = data9.cross_account_urn;
if(typeof data13 === "string"){
if(func1(data13) > 1024){
const err36 = {instancePath:instancePath+"/spec/operation_definition/cross_account_urn",schemaPath:"#/properties/spec/properties/operation_definition/properties/cross_account_urn/maxLength",keyword:"maxLength",params:{limit: 1024}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(func1(data13) < 1){
const err37 = {instancePath:instancePath+"/spec/operation_definition/cross_account_urn",schemaPath:"#/properties/spec/properties/operation_definition/properties/cross_account_urn/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/spec/operation_definition/cross_account_urn",schemaPath:"#/properties/spec/properties/operation_definition/properties/cross_account_urn/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data9.retention_duration_days !== undefined){
let data14 = data9.retention_duration_days;
if(!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))){
const err39 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
const _errs36 = errors;
const _errs37 = errors;
if(0 !== data14){
const err40 = {};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
var valid5 = _errs37 === errors;
if(valid5){
const err41 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
else {
errors = _errs36;
if(vErrors !== null){
if(_errs36){
vErrors.length = _errs36;
}
else {
vErrors = null;
}
}
}
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 99999 || isNaN(data14)){
const err42 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if(data14 < -1 || isNaN(data14)){
const err43 = {instancePath:instancePath+"/spec/operation_definition/retention_duration_days",schemaPath:"#/properties/spec/properties/operation_definition/properties/retention_duration_days/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
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
if(data9.max_backups !== undefined){
let data15 = data9.max_backups;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
const err44 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
const _errs40 = errors;
const _errs41 = errors;
if(0 !== data15){
const err45 = {};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
var valid6 = _errs41 === errors;
if(valid6){
const err46 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
else {
errors = _errs40;
if(vErrors !== null){
if(_errs40){
vErrors.length = _errs40;
}
else {
vErrors = null;
}
}
}
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 > 99999 || isNaN(data15)){
const err47 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(data15 < -1 || isNaN(data15)){
const err48 = {instancePath:instancePath+"/spec/operation_definition/max_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/max_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
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
if(data9.day_backups !== undefined){
let data16 = data9.day_backups;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
const err49 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 > 100 || isNaN(data16)){
const err50 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
if(data16 < 0 || isNaN(data16)){
const err51 = {instancePath:instancePath+"/spec/operation_definition/day_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/day_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
}
if(data9.week_backups !== undefined){
let data17 = data9.week_backups;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
const err52 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 100 || isNaN(data17)){
const err53 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if(data17 < 0 || isNaN(data17)){
const err54 = {instancePath:instancePath+"/spec/operation_definition/week_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/week_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
if(data9.month_backups !== undefined){
let data18 = data9.month_backups;
if(!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))){
const err55 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
if((typeof data18 == "number") && (isFinite(data18))){
if(data18 > 100 || isNaN(data18)){
const err56 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
if(data18 < 0 || isNaN(data18)){
const err57 = {instancePath:instancePath+"/spec/operation_definition/month_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/month_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
}
if(data9.year_backups !== undefined){
let data19 = data9.year_backups;
if(!(((typeof data19 == "number") && (!(data19 % 1) && !isNaN(data19))) && (isFinite(data19)))){
const err58 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
if((typeof data19 == "number") && (isFinite(data19))){
if(data19 > 100 || isNaN(data19)){
const err59 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if(data19 < 0 || isNaN(data19)){
const err60 = {instancePath:instancePath+"/spec/operation_definition/year_backups",schemaPath:"#/properties/spec/properties/operation_definition/properties/year_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
}
if(data9.timezone !== undefined){
let data20 = data9.timezone;
if(typeof data20 === "string"){
if(!pattern6.test(data20)){
const err61 = {instancePath:instancePath+"/spec/operation_definition/timezone",schemaPath:"#/properties/spec/properties/operation_definition/properties/timezone/pattern",keyword:"pattern",params:{pattern: "^UTC[+-][0-9]{2}:[0-9]{2}$"}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
else {
const err62 = {instancePath:instancePath+"/spec/operation_definition/timezone",schemaPath:"#/properties/spec/properties/operation_definition/properties/timezone/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
}
else {
const err63 = {instancePath:instancePath+"/spec/operation_definition",schemaPath:"#/properties/spec/properties/operation_definition/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data7.trigger !== undefined){
let data21 = data7.trigger;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
if(data21.properties === undefined){
const err64 = {instancePath:instancePath+"/spec/trigger",schemaPath:"#/properties/spec/properties/trigger/required",keyword:"required",params:{missingProperty: "properties"}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
for(const key4 in data21){
if(!(key4 === "properties")){
const err65 = {instancePath:instancePath+"/spec/trigger",schemaPath:"#/properties/spec/properties/trigger/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data21.properties !== undefined){
let data22 = data21.properties;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(data22.pattern === undefined){
const err66 = {instancePath:instancePath+"/spec/trigger/properties",schemaPath:"#/properties/spec/properties/trigger/properties/properties/required",keyword:"required",params:{missingProperty: "pattern"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
for(const key5 in data22){
if(!(key5 === "pattern")){
const err67 = {instancePath:instancePath+"/spec/trigger/properties",schemaPath:"#/properties/spec/properties/trigger/properties/properties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
if(data22.pattern !== undefined){
let data23 = data22.pattern;
if(Array.isArray(data23)){
if(data23.length > 24){
const err68 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/maxItems",keyword:"maxItems",params:{limit: 24}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
if(data23.length < 1){
const err69 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
const len0 = data23.length;
for(let i0=0; i0<len0; i0++){
if(typeof data23[i0] !== "string"){
const err70 = {instancePath:instancePath+"/spec/trigger/properties/pattern/" + i0,schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
}
else {
const err71 = {instancePath:instancePath+"/spec/trigger/properties/pattern",schemaPath:"#/properties/spec/properties/trigger/properties/properties/properties/pattern/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
}
else {
const err72 = {instancePath:instancePath+"/spec/trigger/properties",schemaPath:"#/properties/spec/properties/trigger/properties/properties/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
}
else {
const err73 = {instancePath:instancePath+"/spec/trigger",schemaPath:"#/properties/spec/properties/trigger/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
if(data7.schedule !== undefined){
let data25 = data7.schedule;
const _errs64 = errors;
const _errs65 = errors;
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
let missing0;
if(((data25.days === undefined) && (missing0 = "days")) || ((data25.every_days === undefined) && (missing0 = "every_days"))){
const err74 = {};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
var valid11 = _errs65 === errors;
if(valid11){
const err75 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
else {
errors = _errs64;
if(vErrors !== null){
if(_errs64){
vErrors.length = _errs64;
}
else {
vErrors = null;
}
}
}
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
if(data25.timezone === undefined){
const err76 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/required",keyword:"required",params:{missingProperty: "timezone"}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
if(data25.at === undefined){
const err77 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/required",keyword:"required",params:{missingProperty: "at"}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
for(const key6 in data25){
if(!(((((key6 === "timezone") || (key6 === "daylight_saving")) || (key6 === "at")) || (key6 === "days")) || (key6 === "every_days"))){
const err78 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
if(data25.timezone !== undefined){
let data26 = data25.timezone;
if(typeof data26 === "string"){
if(func1(data26) > 64){
const err79 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
if(!pattern7.test(data26)){
const err80 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/pattern",keyword:"pattern",params:{pattern: "^(UTC[+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$"}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
else {
const err81 = {instancePath:instancePath+"/spec/schedule/timezone",schemaPath:"#/properties/spec/properties/schedule/properties/timezone/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
if(data25.daylight_saving !== undefined){
let data27 = data25.daylight_saving;
if(typeof data27 !== "string"){
const err82 = {instancePath:instancePath+"/spec/schedule/daylight_saving",schemaPath:"#/properties/spec/properties/schedule/properties/daylight_saving/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
if(!((data27 === "standard") || (data27 === "follow"))){
const err83 = {instancePath:instancePath+"/spec/schedule/daylight_saving",schemaPath:"#/properties/spec/properties/schedule/properties/daylight_saving/enum",keyword:"enum",params:{allowedValues: schema32.properties.spec.properties.schedule.properties.daylight_saving.enum}};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
if(data25.at !== undefined){
let data28 = data25.at;
if(Array.isArray(data28)){
if(data28.length > 24){
const err84 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/maxItems",keyword:"maxItems",params:{limit: 24}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
if(data28.length < 1){
const err85 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
const len1 = data28.length;
for(let i1=0; i1<len1; i1++){
let data29 = data28[i1];
if(typeof data29 === "string"){
if(!pattern8.test(data29)){
const err86 = {instancePath:instancePath+"/spec/schedule/at/" + i1,schemaPath:"#/properties/spec/properties/schedule/properties/at/items/pattern",keyword:"pattern",params:{pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$"}};
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
const err87 = {instancePath:instancePath+"/spec/schedule/at/" + i1,schemaPath:"#/properties/spec/properties/schedule/properties/at/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
let i2 = data28.length;
let j0;
if(i2 > 1){
const indices0 = {};
for(;i2--;){
let item0 = data28[i2];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err88 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
else {
const err89 = {instancePath:instancePath+"/spec/schedule/at",schemaPath:"#/properties/spec/properties/schedule/properties/at/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
if(data25.days !== undefined){
let data30 = data25.days;
if(Array.isArray(data30)){
if(data30.length > 7){
const err90 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/maxItems",keyword:"maxItems",params:{limit: 7}};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
if(data30.length < 1){
const err91 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
const len2 = data30.length;
for(let i3=0; i3<len2; i3++){
let data31 = data30[i3];
if(typeof data31 !== "string"){
const err92 = {instancePath:instancePath+"/spec/schedule/days/" + i3,schemaPath:"#/properties/spec/properties/schedule/properties/days/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
if(!(((((((data31 === "MO") || (data31 === "TU")) || (data31 === "WE")) || (data31 === "TH")) || (data31 === "FR")) || (data31 === "SA")) || (data31 === "SU"))){
const err93 = {instancePath:instancePath+"/spec/schedule/days/" + i3,schemaPath:"#/properties/spec/properties/schedule/properties/days/items/enum",keyword:"enum",params:{allowedValues: schema32.properties.spec.properties.schedule.properties.days.items.enum}};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
let i4 = data30.length;
let j1;
if(i4 > 1){
const indices1 = {};
for(;i4--;){
let item1 = data30[i4];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j1 = indices1[item1];
const err94 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/uniqueItems",keyword:"uniqueItems",params:{i: i4, j: j1}};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
break;
}
indices1[item1] = i4;
}
}
}
else {
const err95 = {instancePath:instancePath+"/spec/schedule/days",schemaPath:"#/properties/spec/properties/schedule/properties/days/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
if(data25.every_days !== undefined){
let data32 = data25.every_days;
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
const err96 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
if((typeof data32 == "number") && (isFinite(data32))){
if(data32 > 30 || isNaN(data32)){
const err97 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/maximum",keyword:"maximum",params:{comparison: "<=", limit: 30}};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
if(data32 < 1 || isNaN(data32)){
const err98 = {instancePath:instancePath+"/spec/schedule/every_days",schemaPath:"#/properties/spec/properties/schedule/properties/every_days/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
}
}
else {
const err99 = {instancePath:instancePath+"/spec/schedule",schemaPath:"#/properties/spec/properties/schedule/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
}
if(data7.vaults !== undefined){
let data33 = data7.vaults;
if(Array.isArray(data33)){
const len3 = data33.length;
for(let i5=0; i5<len3; i5++){
let data34 = data33[i5];
const _errs86 = errors;
let valid22 = false;
let passing1 = null;
const _errs87 = errors;
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
if(data34.vault === undefined){
const err100 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/0/oneOf/0/required",keyword:"required",params:{missingProperty: "vault"}};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
}
var _valid1 = _errs87 === errors;
if(_valid1){
valid22 = true;
passing1 = 0;
}
const _errs88 = errors;
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
if(data34.vault_id === undefined){
const err101 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/0/oneOf/1/required",keyword:"required",params:{missingProperty: "vault_id"}};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
var _valid1 = _errs88 === errors;
if(_valid1 && valid22){
valid22 = false;
passing1 = [passing1, 1];
}
else {
if(_valid1){
valid22 = true;
passing1 = 1;
}
}
if(!valid22){
const err102 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/0/oneOf",keyword:"oneOf",params:{passingSchemas: passing1}};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
else {
errors = _errs86;
if(vErrors !== null){
if(_errs86){
vErrors.length = _errs86;
}
else {
vErrors = null;
}
}
}
const _errs90 = errors;
let valid23 = false;
let passing2 = null;
const _errs91 = errors;
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
if(data34.destination_vault === undefined){
const err103 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/1/oneOf/0/required",keyword:"required",params:{missingProperty: "destination_vault"}};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
var _valid2 = _errs91 === errors;
if(_valid2){
valid23 = true;
passing2 = 0;
}
const _errs92 = errors;
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
if(data34.destination_vault_id === undefined){
const err104 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/1/oneOf/1/required",keyword:"required",params:{missingProperty: "destination_vault_id"}};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
}
var _valid2 = _errs92 === errors;
if(_valid2 && valid23){
valid23 = false;
passing2 = [passing2, 1];
}
else {
if(_valid2){
valid23 = true;
passing2 = 1;
}
}
if(!valid23){
const err105 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/allOf/1/oneOf",keyword:"oneOf",params:{passingSchemas: passing2}};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
else {
errors = _errs90;
if(vErrors !== null){
if(_errs90){
vErrors.length = _errs90;
}
else {
vErrors = null;
}
}
}
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
for(const key7 in data34){
if(!((((key7 === "vault") || (key7 === "vault_id")) || (key7 === "destination_vault")) || (key7 === "destination_vault_id"))){
const err106 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
}
if(data34.vault !== undefined){
let data35 = data34.vault;
if(typeof data35 === "string"){
if(func1(data35) > 64){
const err107 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
if(func1(data35) < 1){
const err108 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
if(!pattern4.test(data35)){
const err109 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
}
else {
const err110 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
}
if(data34.vault_id !== undefined){
let data36 = data34.vault_id;
if(typeof data36 === "string"){
if(func1(data36) > 64){
const err111 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
if(func1(data36) < 1){
const err112 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err112];
}
else {
vErrors.push(err112);
}
errors++;
}
if(!pattern10.test(data36)){
const err113 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err113];
}
else {
vErrors.push(err113);
}
errors++;
}
}
else {
const err114 = {instancePath:instancePath+"/spec/vaults/" + i5+"/vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/vault_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err114];
}
else {
vErrors.push(err114);
}
errors++;
}
}
if(data34.destination_vault !== undefined){
let data37 = data34.destination_vault;
if(typeof data37 === "string"){
if(func1(data37) > 64){
const err115 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err115];
}
else {
vErrors.push(err115);
}
errors++;
}
if(func1(data37) < 1){
const err116 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err116];
}
else {
vErrors.push(err116);
}
errors++;
}
if(!pattern4.test(data37)){
const err117 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err117];
}
else {
vErrors.push(err117);
}
errors++;
}
}
else {
const err118 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err118];
}
else {
vErrors.push(err118);
}
errors++;
}
}
if(data34.destination_vault_id !== undefined){
let data38 = data34.destination_vault_id;
if(typeof data38 === "string"){
if(func1(data38) > 64){
const err119 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault_id/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err119];
}
else {
vErrors.push(err119);
}
errors++;
}
if(func1(data38) < 1){
const err120 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault_id/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err120];
}
else {
vErrors.push(err120);
}
errors++;
}
if(!pattern10.test(data38)){
const err121 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault_id/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err121];
}
else {
vErrors.push(err121);
}
errors++;
}
}
else {
const err122 = {instancePath:instancePath+"/spec/vaults/" + i5+"/destination_vault_id",schemaPath:"#/properties/spec/properties/vaults/items/properties/destination_vault_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err122];
}
else {
vErrors.push(err122);
}
errors++;
}
}
}
else {
const err123 = {instancePath:instancePath+"/spec/vaults/" + i5,schemaPath:"#/properties/spec/properties/vaults/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err123];
}
else {
vErrors.push(err123);
}
errors++;
}
}
}
else {
const err124 = {instancePath:instancePath+"/spec/vaults",schemaPath:"#/properties/spec/properties/vaults/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err124];
}
else {
vErrors.push(err124);
}
errors++;
}
}
}
else {
const err125 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err125];
}
else {
vErrors.push(err125);
}
errors++;
}
}
}
else {
const err126 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err126];
}
else {
vErrors.push(err126);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const dds_v3_BackupDownloadPolicy = validate22;
const schema33 = {"type":"object","required":["apiVersion","kind","metadata","spec"],"additionalProperties":false,"properties":{"apiVersion":{"const":"dds/v3"},"kind":{"const":"BackupDownloadPolicy"},"metadata":{"type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"renamed_from":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"protected":{"type":"boolean"},"patch":{"type":"boolean"}}},"spec":{"type":"object","required":["action"],"additionalProperties":false,"properties":{"action":{"type":"string","enum":["open","close"]},"until":{"type":"string","pattern":"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"}},"if":{"required":["action"],"properties":{"action":{"const":"close"}}},"then":{"properties":{"until":false}}}}};
const pattern23 = new RegExp("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$", "u");

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
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
if("dds/v3" !== data.apiVersion){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "dds/v3"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.kind !== undefined){
if("BackupDownloadPolicy" !== data.kind){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "BackupDownloadPolicy"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err7 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key1 in data2){
if(!((((key1 === "name") || (key1 === "renamed_from")) || (key1 === "protected")) || (key1 === "patch"))){
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
if(data2.renamed_from !== undefined){
let data4 = data2.renamed_from;
if(typeof data4 === "string"){
if(func1(data4) > 64){
const err13 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(func1(data4) < 1){
const err14 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(!pattern4.test(data4)){
const err15 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/metadata/renamed_from",schemaPath:"#/properties/metadata/properties/renamed_from/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.protected !== undefined){
if(typeof data2.protected !== "boolean"){
const err17 = {instancePath:instancePath+"/metadata/protected",schemaPath:"#/properties/metadata/properties/protected/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data2.patch !== undefined){
if(typeof data2.patch !== "boolean"){
const err18 = {instancePath:instancePath+"/metadata/patch",schemaPath:"#/properties/metadata/properties/patch/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.spec !== undefined){
let data7 = data.spec;
const _errs17 = errors;
let valid2 = true;
const _errs18 = errors;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
let missing0;
if((data7.action === undefined) && (missing0 = "action")){
const err20 = {};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
else {
if(data7.action !== undefined){
if("close" !== data7.action){
const err21 = {};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
}
var _valid0 = _errs18 === errors;
errors = _errs17;
if(vErrors !== null){
if(_errs17){
vErrors.length = _errs17;
}
else {
vErrors = null;
}
}
if(_valid0){
const _errs20 = errors;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.until !== undefined){
const err22 = {instancePath:instancePath+"/spec/until",schemaPath:"#/properties/spec/then/properties/until/false schema",keyword:"false schema",params:{}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
var _valid0 = _errs20 === errors;
valid2 = _valid0;
if(valid2){
var props0 = {};
props0.until = true;
props0.action = true;
}
}
if(!valid2){
const err23 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/if",keyword:"if",params:{failingKeyword: "then"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.action === undefined){
const err24 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/required",keyword:"required",params:{missingProperty: "action"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
for(const key2 in data7){
if(!((key2 === "action") || (key2 === "until"))){
const err25 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data7.action !== undefined){
let data10 = data7.action;
if(typeof data10 !== "string"){
const err26 = {instancePath:instancePath+"/spec/action",schemaPath:"#/properties/spec/properties/action/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(!((data10 === "open") || (data10 === "close"))){
const err27 = {instancePath:instancePath+"/spec/action",schemaPath:"#/properties/spec/properties/action/enum",keyword:"enum",params:{allowedValues: schema33.properties.spec.properties.action.enum}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data7.until !== undefined){
let data11 = data7.until;
if(typeof data11 === "string"){
if(!pattern23.test(data11)){
const err28 = {instancePath:instancePath+"/spec/until",schemaPath:"#/properties/spec/properties/until/pattern",keyword:"pattern",params:{pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/spec/until",schemaPath:"#/properties/spec/properties/until/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
else {
const err30 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
else {
const err31 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const holdfast_v1_Stack = validate23;
const schema34 = {"type":"object","required":["apiVersion","kind","metadata","spec"],"additionalProperties":false,"properties":{"apiVersion":{"const":"holdfast/v1"},"kind":{"const":"Stack"},"metadata":{"type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}}},"spec":{"type":"object","additionalProperties":false,"properties":{"cloud":{"type":"string","enum":["huaweicloud","otc","simulator"]},"region":{"type":"string","maxLength":63,"pattern":"^[a-z0-9]+(-[a-z0-9]+)*$"},"project_id":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[a-zA-Z0-9_-]*$"},"project_name":{"type":"string","minLength":1,"maxLength":64},"login":{"type":"string","maxLength":32,"pattern":"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$"},"endpoints":{"type":"object","additionalProperties":false,"properties":{"cbr":{"type":"string","maxLength":2048,"pattern":"^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$"},"dds":{"type":"string","maxLength":2048,"pattern":"^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$"},"iam":{"type":"string","maxLength":2048,"pattern":"^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$"},"ecs":{"type":"string","maxLength":2048,"pattern":"^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$"},"evs":{"type":"string","maxLength":2048,"pattern":"^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$"}}},"state":{"type":"object","minProperties":1,"maxProperties":1,"additionalProperties":false,"properties":{"file":{"type":"object","required":["path"],"additionalProperties":false,"properties":{"path":{"type":"string","minLength":1,"maxLength":4096}}},"git":{"type":"object","required":["remote","branch"],"additionalProperties":false,"properties":{"remote":{"type":"string","minLength":1,"maxLength":2048,"pattern":"^(?!-)(?![hH][tT][tT][pP][sS]?://[^/]*@)(?!.*://[^/]*:[^/]*@)[^\\u0000-\\u001F]*$"},"branch":{"type":"string","minLength":1,"maxLength":200,"pattern":"^(?!HEAD$)(?!.*(\\.\\.|\\.lock(/|$)|\\.(/|$)|/(\\.|/|$)))[a-zA-Z0-9_][a-zA-Z0-9._/-]*$"}}},"postgres":{"type":"object","required":["url_env","table"],"additionalProperties":false,"properties":{"url_env":{"type":"string","maxLength":128,"pattern":"^HOLDFAST_[A-Z0-9_]+$"},"table":{"type":"string","maxLength":127,"pattern":"^[a-z_][a-z0-9_]{0,62}(\\.[a-z_][a-z0-9_]{0,62})?$"}}}}},"include":{"type":"array","maxItems":64,"items":{"type":"string","minLength":1,"maxLength":1024,"pattern":"^(\\.\\.|[^./\\\\:\\u0000-\\u001F\\u007F][^/\\\\:\\u0000-\\u001F\\u007F]*)(/(\\.\\.|[^./\\\\:\\u0000-\\u001F\\u007F][^/\\\\:\\u0000-\\u001F\\u007F]*))*/?$"}},"allow_hazards":{"type":"array","uniqueItems":true,"items":{"type":"string","enum":["deletes-many","unprotects-vaults","stops-backups","shortens-retention","opens-download","takes-over","unprotects","deletes-changed","moves-state"]}},"unprotected_ok":{"type":"array","maxItems":256,"items":{"type":"object","required":["resource","until","reason"],"additionalProperties":false,"properties":{"resource":{"type":"string","minLength":1,"maxLength":255},"until":{"type":"string","pattern":"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},"reason":{"type":"string","minLength":10,"maxLength":500}}}}}}}};
const pattern25 = new RegExp("^[a-z0-9]+(-[a-z0-9]+)*$", "u");
const pattern27 = new RegExp("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", "u");
const pattern28 = new RegExp("^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$", "u");
const pattern33 = new RegExp("^(?!-)(?![hH][tT][tT][pP][sS]?://[^/]*@)(?!.*://[^/]*:[^/]*@)[^\\u0000-\\u001F]*$", "u");
const pattern34 = new RegExp("^(?!HEAD$)(?!.*(\\.\\.|\\.lock(/|$)|\\.(/|$)|/(\\.|/|$)))[a-zA-Z0-9_][a-zA-Z0-9._/-]*$", "u");
const pattern35 = new RegExp("^HOLDFAST_[A-Z0-9_]+$", "u");
const pattern36 = new RegExp("^[a-z_][a-z0-9_]{0,62}(\\.[a-z_][a-z0-9_]{0,62})?$", "u");
const pattern37 = new RegExp("^(\\.\\.|[^./\\\\:\\u0000-\\u001F\\u007F][^/\\\\:\\u0000-\\u001F\\u007F]*)(/(\\.\\.|[^./\\\\:\\u0000-\\u001F\\u007F][^/\\\\:\\u0000-\\u001F\\u007F]*))*/?$", "u");
const pattern38 = new RegExp("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", "u");

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate23.evaluated;
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
if(data.spec === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "spec"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "kind")) || (key0 === "metadata")) || (key0 === "spec"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.apiVersion !== undefined){
if("holdfast/v1" !== data.apiVersion){
const err5 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "holdfast/v1"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.kind !== undefined){
if("Stack" !== data.kind){
const err6 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/const",keyword:"const",params:{allowedValue: "Stack"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.metadata !== undefined){
let data2 = data.metadata;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.name === undefined){
const err7 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key1 in data2){
if(!(key1 === "name")){
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
}
else {
const err13 = {instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.spec !== undefined){
let data4 = data.spec;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key2 in data4){
if(!(func14.call(schema34.properties.spec.properties, key2))){
const err14 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data4.cloud !== undefined){
let data5 = data4.cloud;
if(typeof data5 !== "string"){
const err15 = {instancePath:instancePath+"/spec/cloud",schemaPath:"#/properties/spec/properties/cloud/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(!(((data5 === "huaweicloud") || (data5 === "otc")) || (data5 === "simulator"))){
const err16 = {instancePath:instancePath+"/spec/cloud",schemaPath:"#/properties/spec/properties/cloud/enum",keyword:"enum",params:{allowedValues: schema34.properties.spec.properties.cloud.enum}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data4.region !== undefined){
let data6 = data4.region;
if(typeof data6 === "string"){
if(func1(data6) > 63){
const err17 = {instancePath:instancePath+"/spec/region",schemaPath:"#/properties/spec/properties/region/maxLength",keyword:"maxLength",params:{limit: 63}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(!pattern25.test(data6)){
const err18 = {instancePath:instancePath+"/spec/region",schemaPath:"#/properties/spec/properties/region/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]+(-[a-z0-9]+)*$"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/spec/region",schemaPath:"#/properties/spec/properties/region/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data4.project_id !== undefined){
let data7 = data4.project_id;
if(typeof data7 === "string"){
if(func1(data7) > 64){
const err20 = {instancePath:instancePath+"/spec/project_id",schemaPath:"#/properties/spec/properties/project_id/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(func1(data7) < 1){
const err21 = {instancePath:instancePath+"/spec/project_id",schemaPath:"#/properties/spec/properties/project_id/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
if(!pattern10.test(data7)){
const err22 = {instancePath:instancePath+"/spec/project_id",schemaPath:"#/properties/spec/properties/project_id/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
else {
const err23 = {instancePath:instancePath+"/spec/project_id",schemaPath:"#/properties/spec/properties/project_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data4.project_name !== undefined){
let data8 = data4.project_name;
if(typeof data8 === "string"){
if(func1(data8) > 64){
const err24 = {instancePath:instancePath+"/spec/project_name",schemaPath:"#/properties/spec/properties/project_name/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(func1(data8) < 1){
const err25 = {instancePath:instancePath+"/spec/project_name",schemaPath:"#/properties/spec/properties/project_name/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/spec/project_name",schemaPath:"#/properties/spec/properties/project_name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data4.login !== undefined){
let data9 = data4.login;
if(typeof data9 === "string"){
if(func1(data9) > 32){
const err27 = {instancePath:instancePath+"/spec/login",schemaPath:"#/properties/spec/properties/login/maxLength",keyword:"maxLength",params:{limit: 32}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if(!pattern27.test(data9)){
const err28 = {instancePath:instancePath+"/spec/login",schemaPath:"#/properties/spec/properties/login/pattern",keyword:"pattern",params:{pattern: "^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/spec/login",schemaPath:"#/properties/spec/properties/login/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data4.endpoints !== undefined){
let data10 = data4.endpoints;
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
for(const key3 in data10){
if(!(((((key3 === "cbr") || (key3 === "dds")) || (key3 === "iam")) || (key3 === "ecs")) || (key3 === "evs"))){
const err30 = {instancePath:instancePath+"/spec/endpoints",schemaPath:"#/properties/spec/properties/endpoints/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data10.cbr !== undefined){
let data11 = data10.cbr;
if(typeof data11 === "string"){
if(func1(data11) > 2048){
const err31 = {instancePath:instancePath+"/spec/endpoints/cbr",schemaPath:"#/properties/spec/properties/endpoints/properties/cbr/maxLength",keyword:"maxLength",params:{limit: 2048}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(!pattern28.test(data11)){
const err32 = {instancePath:instancePath+"/spec/endpoints/cbr",schemaPath:"#/properties/spec/properties/endpoints/properties/cbr/pattern",keyword:"pattern",params:{pattern: "^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/spec/endpoints/cbr",schemaPath:"#/properties/spec/properties/endpoints/properties/cbr/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data10.dds !== undefined){
let data12 = data10.dds;
if(typeof data12 === "string"){
if(func1(data12) > 2048){
const err34 = {instancePath:instancePath+"/spec/endpoints/dds",schemaPath:"#/properties/spec/properties/endpoints/properties/dds/maxLength",keyword:"maxLength",params:{limit: 2048}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
if(!pattern28.test(data12)){
const err35 = {instancePath:instancePath+"/spec/endpoints/dds",schemaPath:"#/properties/spec/properties/endpoints/properties/dds/pattern",keyword:"pattern",params:{pattern: "^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/spec/endpoints/dds",schemaPath:"#/properties/spec/properties/endpoints/properties/dds/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data10.iam !== undefined){
let data13 = data10.iam;
if(typeof data13 === "string"){
if(func1(data13) > 2048){
const err37 = {instancePath:instancePath+"/spec/endpoints/iam",schemaPath:"#/properties/spec/properties/endpoints/properties/iam/maxLength",keyword:"maxLength",params:{limit: 2048}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
if(!pattern28.test(data13)){
const err38 = {instancePath:instancePath+"/spec/endpoints/iam",schemaPath:"#/properties/spec/properties/endpoints/properties/iam/pattern",keyword:"pattern",params:{pattern: "^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
else {
const err39 = {instancePath:instancePath+"/spec/endpoints/iam",schemaPath:"#/properties/spec/properties/endpoints/properties/iam/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data10.ecs !== undefined){
let data14 = data10.ecs;
if(typeof data14 === "string"){
if(func1(data14) > 2048){
const err40 = {instancePath:instancePath+"/spec/endpoints/ecs",schemaPath:"#/properties/spec/properties/endpoints/properties/ecs/maxLength",keyword:"maxLength",params:{limit: 2048}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if(!pattern28.test(data14)){
const err41 = {instancePath:instancePath+"/spec/endpoints/ecs",schemaPath:"#/properties/spec/properties/endpoints/properties/ecs/pattern",keyword:"pattern",params:{pattern: "^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
else {
const err42 = {instancePath:instancePath+"/spec/endpoints/ecs",schemaPath:"#/properties/spec/properties/endpoints/properties/ecs/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data10.evs !== undefined){
let data15 = data10.evs;
if(typeof data15 === "string"){
if(func1(data15) > 2048){
const err43 = {instancePath:instancePath+"/spec/endpoints/evs",schemaPath:"#/properties/spec/properties/endpoints/properties/evs/maxLength",keyword:"maxLength",params:{limit: 2048}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(!pattern28.test(data15)){
const err44 = {instancePath:instancePath+"/spec/endpoints/evs",schemaPath:"#/properties/spec/properties/endpoints/properties/evs/pattern",keyword:"pattern",params:{pattern: "^(https://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+\\])|http://(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?(/[^\\s?#]*)?$"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
else {
const err45 = {instancePath:instancePath+"/spec/endpoints/evs",schemaPath:"#/properties/spec/properties/endpoints/properties/evs/type",keyword:"type",params:{type: "string"}};
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
else {
const err46 = {instancePath:instancePath+"/spec/endpoints",schemaPath:"#/properties/spec/properties/endpoints/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data4.state !== undefined){
let data16 = data4.state;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
if(Object.keys(data16).length > 1){
const err47 = {instancePath:instancePath+"/spec/state",schemaPath:"#/properties/spec/properties/state/maxProperties",keyword:"maxProperties",params:{limit: 1}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(Object.keys(data16).length < 1){
const err48 = {instancePath:instancePath+"/spec/state",schemaPath:"#/properties/spec/properties/state/minProperties",keyword:"minProperties",params:{limit: 1}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
for(const key4 in data16){
if(!(((key4 === "file") || (key4 === "git")) || (key4 === "postgres"))){
const err49 = {instancePath:instancePath+"/spec/state",schemaPath:"#/properties/spec/properties/state/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data16.file !== undefined){
let data17 = data16.file;
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
if(data17.path === undefined){
const err50 = {instancePath:instancePath+"/spec/state/file",schemaPath:"#/properties/spec/properties/state/properties/file/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
for(const key5 in data17){
if(!(key5 === "path")){
const err51 = {instancePath:instancePath+"/spec/state/file",schemaPath:"#/properties/spec/properties/state/properties/file/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data17.path !== undefined){
let data18 = data17.path;
if(typeof data18 === "string"){
if(func1(data18) > 4096){
const err52 = {instancePath:instancePath+"/spec/state/file/path",schemaPath:"#/properties/spec/properties/state/properties/file/properties/path/maxLength",keyword:"maxLength",params:{limit: 4096}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
if(func1(data18) < 1){
const err53 = {instancePath:instancePath+"/spec/state/file/path",schemaPath:"#/properties/spec/properties/state/properties/file/properties/path/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
else {
const err54 = {instancePath:instancePath+"/spec/state/file/path",schemaPath:"#/properties/spec/properties/state/properties/file/properties/path/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
else {
const err55 = {instancePath:instancePath+"/spec/state/file",schemaPath:"#/properties/spec/properties/state/properties/file/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data16.git !== undefined){
let data19 = data16.git;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
if(data19.remote === undefined){
const err56 = {instancePath:instancePath+"/spec/state/git",schemaPath:"#/properties/spec/properties/state/properties/git/required",keyword:"required",params:{missingProperty: "remote"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
if(data19.branch === undefined){
const err57 = {instancePath:instancePath+"/spec/state/git",schemaPath:"#/properties/spec/properties/state/properties/git/required",keyword:"required",params:{missingProperty: "branch"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
for(const key6 in data19){
if(!((key6 === "remote") || (key6 === "branch"))){
const err58 = {instancePath:instancePath+"/spec/state/git",schemaPath:"#/properties/spec/properties/state/properties/git/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data19.remote !== undefined){
let data20 = data19.remote;
if(typeof data20 === "string"){
if(func1(data20) > 2048){
const err59 = {instancePath:instancePath+"/spec/state/git/remote",schemaPath:"#/properties/spec/properties/state/properties/git/properties/remote/maxLength",keyword:"maxLength",params:{limit: 2048}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if(func1(data20) < 1){
const err60 = {instancePath:instancePath+"/spec/state/git/remote",schemaPath:"#/properties/spec/properties/state/properties/git/properties/remote/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
if(!pattern33.test(data20)){
const err61 = {instancePath:instancePath+"/spec/state/git/remote",schemaPath:"#/properties/spec/properties/state/properties/git/properties/remote/pattern",keyword:"pattern",params:{pattern: "^(?!-)(?![hH][tT][tT][pP][sS]?://[^/]*@)(?!.*://[^/]*:[^/]*@)[^\\u0000-\\u001F]*$"}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
else {
const err62 = {instancePath:instancePath+"/spec/state/git/remote",schemaPath:"#/properties/spec/properties/state/properties/git/properties/remote/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data19.branch !== undefined){
let data21 = data19.branch;
if(typeof data21 === "string"){
if(func1(data21) > 200){
const err63 = {instancePath:instancePath+"/spec/state/git/branch",schemaPath:"#/properties/spec/properties/state/properties/git/properties/branch/maxLength",keyword:"maxLength",params:{limit: 200}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
if(func1(data21) < 1){
const err64 = {instancePath:instancePath+"/spec/state/git/branch",schemaPath:"#/properties/spec/properties/state/properties/git/properties/branch/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
if(!pattern34.test(data21)){
const err65 = {instancePath:instancePath+"/spec/state/git/branch",schemaPath:"#/properties/spec/properties/state/properties/git/properties/branch/pattern",keyword:"pattern",params:{pattern: "^(?!HEAD$)(?!.*(\\.\\.|\\.lock(/|$)|\\.(/|$)|/(\\.|/|$)))[a-zA-Z0-9_][a-zA-Z0-9._/-]*$"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
else {
const err66 = {instancePath:instancePath+"/spec/state/git/branch",schemaPath:"#/properties/spec/properties/state/properties/git/properties/branch/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
}
else {
const err67 = {instancePath:instancePath+"/spec/state/git",schemaPath:"#/properties/spec/properties/state/properties/git/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
if(data16.postgres !== undefined){
let data22 = data16.postgres;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(data22.url_env === undefined){
const err68 = {instancePath:instancePath+"/spec/state/postgres",schemaPath:"#/properties/spec/properties/state/properties/postgres/required",keyword:"required",params:{missingProperty: "url_env"}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
if(data22.table === undefined){
const err69 = {instancePath:instancePath+"/spec/state/postgres",schemaPath:"#/properties/spec/properties/state/properties/postgres/required",keyword:"required",params:{missingProperty: "table"}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
for(const key7 in data22){
if(!((key7 === "url_env") || (key7 === "table"))){
const err70 = {instancePath:instancePath+"/spec/state/postgres",schemaPath:"#/properties/spec/properties/state/properties/postgres/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data22.url_env !== undefined){
let data23 = data22.url_env;
if(typeof data23 === "string"){
if(func1(data23) > 128){
const err71 = {instancePath:instancePath+"/spec/state/postgres/url_env",schemaPath:"#/properties/spec/properties/state/properties/postgres/properties/url_env/maxLength",keyword:"maxLength",params:{limit: 128}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
if(!pattern35.test(data23)){
const err72 = {instancePath:instancePath+"/spec/state/postgres/url_env",schemaPath:"#/properties/spec/properties/state/properties/postgres/properties/url_env/pattern",keyword:"pattern",params:{pattern: "^HOLDFAST_[A-Z0-9_]+$"}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
else {
const err73 = {instancePath:instancePath+"/spec/state/postgres/url_env",schemaPath:"#/properties/spec/properties/state/properties/postgres/properties/url_env/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
if(data22.table !== undefined){
let data24 = data22.table;
if(typeof data24 === "string"){
if(func1(data24) > 127){
const err74 = {instancePath:instancePath+"/spec/state/postgres/table",schemaPath:"#/properties/spec/properties/state/properties/postgres/properties/table/maxLength",keyword:"maxLength",params:{limit: 127}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
if(!pattern36.test(data24)){
const err75 = {instancePath:instancePath+"/spec/state/postgres/table",schemaPath:"#/properties/spec/properties/state/properties/postgres/properties/table/pattern",keyword:"pattern",params:{pattern: "^[a-z_][a-z0-9_]{0,62}(\\.[a-z_][a-z0-9_]{0,62})?$"}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
else {
const err76 = {instancePath:instancePath+"/spec/state/postgres/table",schemaPath:"#/properties/spec/properties/state/properties/postgres/properties/table/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
}
else {
const err77 = {instancePath:instancePath+"/spec/state/postgres",schemaPath:"#/properties/spec/properties/state/properties/postgres/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
}
else {
const err78 = {instancePath:instancePath+"/spec/state",schemaPath:"#/properties/spec/properties/state/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
if(data4.include !== undefined){
let data25 = data4.include;
if(Array.isArray(data25)){
if(data25.length > 64){
const err79 = {instancePath:instancePath+"/spec/include",schemaPath:"#/properties/spec/properties/include/maxItems",keyword:"maxItems",params:{limit: 64}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
const len0 = data25.length;
for(let i0=0; i0<len0; i0++){
let data26 = data25[i0];
if(typeof data26 === "string"){
if(func1(data26) > 1024){
const err80 = {instancePath:instancePath+"/spec/include/" + i0,schemaPath:"#/properties/spec/properties/include/items/maxLength",keyword:"maxLength",params:{limit: 1024}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
if(func1(data26) < 1){
const err81 = {instancePath:instancePath+"/spec/include/" + i0,schemaPath:"#/properties/spec/properties/include/items/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
if(!pattern37.test(data26)){
const err82 = {instancePath:instancePath+"/spec/include/" + i0,schemaPath:"#/properties/spec/properties/include/items/pattern",keyword:"pattern",params:{pattern: "^(\\.\\.|[^./\\\\:\\u0000-\\u001F\\u007F][^/\\\\:\\u0000-\\u001F\\u007F]*)(/(\\.\\.|[^./\\\\:\\u0000-\\u001F\\u007F][^/\\\\:\\u0000-\\u001F\\u007F]*))*/?$"}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
else {
const err83 = {instancePath:instancePath+"/spec/include/" + i0,schemaPath:"#/properties/spec/properties/include/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
}
else {
const err84 = {instancePath:instancePath+"/spec/include",schemaPath:"#/properties/spec/properties/include/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
if(data4.allow_hazards !== undefined){
let data27 = data4.allow_hazards;
if(Array.isArray(data27)){
const len1 = data27.length;
for(let i1=0; i1<len1; i1++){
let data28 = data27[i1];
if(typeof data28 !== "string"){
const err85 = {instancePath:instancePath+"/spec/allow_hazards/" + i1,schemaPath:"#/properties/spec/properties/allow_hazards/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
if(!(((((((((data28 === "deletes-many") || (data28 === "unprotects-vaults")) || (data28 === "stops-backups")) || (data28 === "shortens-retention")) || (data28 === "opens-download")) || (data28 === "takes-over")) || (data28 === "unprotects")) || (data28 === "deletes-changed")) || (data28 === "moves-state"))){
const err86 = {instancePath:instancePath+"/spec/allow_hazards/" + i1,schemaPath:"#/properties/spec/properties/allow_hazards/items/enum",keyword:"enum",params:{allowedValues: schema34.properties.spec.properties.allow_hazards.items.enum}};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
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
const err87 = {instancePath:instancePath+"/spec/allow_hazards",schemaPath:"#/properties/spec/properties/allow_hazards/uniqueItems",keyword:"uniqueItems",params:{i: i2, j: j0}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
break;
}
indices0[item0] = i2;
}
}
}
else {
const err88 = {instancePath:instancePath+"/spec/allow_hazards",schemaPath:"#/properties/spec/properties/allow_hazards/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
if(data4.unprotected_ok !== undefined){
let data29 = data4.unprotected_ok;
if(Array.isArray(data29)){
if(data29.length > 256){
const err89 = {instancePath:instancePath+"/spec/unprotected_ok",schemaPath:"#/properties/spec/properties/unprotected_ok/maxItems",keyword:"maxItems",params:{limit: 256}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
const len2 = data29.length;
for(let i3=0; i3<len2; i3++){
let data30 = data29[i3];
if(data30 && typeof data30 == "object" && !Array.isArray(data30)){
if(data30.resource === undefined){
const err90 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3,schemaPath:"#/properties/spec/properties/unprotected_ok/items/required",keyword:"required",params:{missingProperty: "resource"}};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
if(data30.until === undefined){
const err91 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3,schemaPath:"#/properties/spec/properties/unprotected_ok/items/required",keyword:"required",params:{missingProperty: "until"}};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
if(data30.reason === undefined){
const err92 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3,schemaPath:"#/properties/spec/properties/unprotected_ok/items/required",keyword:"required",params:{missingProperty: "reason"}};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
for(const key8 in data30){
if(!(((key8 === "resource") || (key8 === "until")) || (key8 === "reason"))){
const err93 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3,schemaPath:"#/properties/spec/properties/unprotected_ok/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
if(data30.resource !== undefined){
let data31 = data30.resource;
if(typeof data31 === "string"){
if(func1(data31) > 255){
const err94 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3+"/resource",schemaPath:"#/properties/spec/properties/unprotected_ok/items/properties/resource/maxLength",keyword:"maxLength",params:{limit: 255}};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
if(func1(data31) < 1){
const err95 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3+"/resource",schemaPath:"#/properties/spec/properties/unprotected_ok/items/properties/resource/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
else {
const err96 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3+"/resource",schemaPath:"#/properties/spec/properties/unprotected_ok/items/properties/resource/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
if(data30.until !== undefined){
let data32 = data30.until;
if(typeof data32 === "string"){
if(!pattern38.test(data32)){
const err97 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3+"/until",schemaPath:"#/properties/spec/properties/unprotected_ok/items/properties/until/pattern",keyword:"pattern",params:{pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
else {
const err98 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3+"/until",schemaPath:"#/properties/spec/properties/unprotected_ok/items/properties/until/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
if(data30.reason !== undefined){
let data33 = data30.reason;
if(typeof data33 === "string"){
if(func1(data33) > 500){
const err99 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3+"/reason",schemaPath:"#/properties/spec/properties/unprotected_ok/items/properties/reason/maxLength",keyword:"maxLength",params:{limit: 500}};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
if(func1(data33) < 10){
const err100 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3+"/reason",schemaPath:"#/properties/spec/properties/unprotected_ok/items/properties/reason/minLength",keyword:"minLength",params:{limit: 10}};
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
const err101 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3+"/reason",schemaPath:"#/properties/spec/properties/unprotected_ok/items/properties/reason/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
}
else {
const err102 = {instancePath:instancePath+"/spec/unprotected_ok/" + i3,schemaPath:"#/properties/spec/properties/unprotected_ok/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
}
}
else {
const err103 = {instancePath:instancePath+"/spec/unprotected_ok",schemaPath:"#/properties/spec/properties/unprotected_ok/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
}
else {
const err104 = {instancePath:instancePath+"/spec",schemaPath:"#/properties/spec/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
}
}
else {
const err105 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
validate23.errors = vErrors;
return errors === 0;
}
validate23.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const documents = {
  "cbr/v3/BackupPolicy": cbr_v3_BackupPolicy,
  "cbr/v3/ReplicationPolicy": cbr_v3_ReplicationPolicy,
  "dds/v3/BackupDownloadPolicy": dds_v3_BackupDownloadPolicy,
  "holdfast/v1/Stack": holdfast_v1_Stack,
};
