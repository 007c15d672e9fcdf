// Generated from the contracts in src/kinds by `npm run generate`. Do not edit.
const CreatePolicy = validate20;
const schema31 = {"type":"object","required":["policy"],"additionalProperties":false,"properties":{"policy":{"type":"object","required":["name","operation_definition","operation_type","trigger"],"additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"operation_definition":{"type":"object","additionalProperties":false,"properties":{"retention_duration_days":{"type":"integer","minimum":-1,"maximum":99999,"not":{"const":0}},"max_backups":{"type":"integer","minimum":-1,"maximum":99999,"not":{"const":0}},"day_backups":{"type":"integer","minimum":0,"maximum":100},"week_backups":{"type":"integer","minimum":0,"maximum":100},"month_backups":{"type":"integer","minimum":0,"maximum":100},"year_backups":{"type":"integer","minimum":0,"maximum":100},"timezone":{"type":"string","pattern":"^UTC[+-][0-9]{2}:[0-9]{2}$"},"full_backup_interval":{"type":"integer","minimum":-1,"maximum":100},"destination_region":{"type":"string","maxLength":255,"pattern":"^[a-zA-Z0-9._\\-]*$"},"destination_project_id":{"type":"string"},"enable_acceleration":{"type":"boolean"},"cross_account_urn":{"type":"string"}}},"operation_type":{"type":"string","enum":["backup","replication"]},"trigger":{"type":"object","required":["properties"],"additionalProperties":false,"properties":{"properties":{"type":"object","required":["pattern"],"additionalProperties":false,"properties":{"pattern":{"type":"array","minItems":1,"maxItems":24,"items":{"type":"string"}}}}}}},"if":{"required":["operation_type"],"properties":{"operation_type":{"const":"replication"}}},"then":{"properties":{"operation_definition":{"type":"object","required":["destination_region","destination_project_id"]}}}}}};
const func1 = (text) => [...text].length;
const func3 = Object.prototype.hasOwnProperty;
const pattern4 = new RegExp("^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$", "u");
const pattern5 = new RegExp("^UTC[+-][0-9]{2}:[0-9]{2}$", "u");
const pattern6 = new RegExp("^[a-zA-Z0-9._\\-]*$", "u");

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
if(data.policy === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "policy"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "policy")){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.policy !== undefined){
let data0 = data.policy;
const _errs4 = errors;
let valid1 = true;
const _errs5 = errors;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
let missing0;
if((data0.operation_type === undefined) && (missing0 = "operation_type")){
const err2 = {};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
if(data0.operation_type !== undefined){
if("replication" !== data0.operation_type){
const err3 = {};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
}
var _valid0 = _errs5 === errors;
errors = _errs4;
if(vErrors !== null){
if(_errs4){
vErrors.length = _errs4;
}
else {
vErrors = null;
}
}
if(_valid0){
const _errs7 = errors;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.operation_definition !== undefined){
let data2 = data0.operation_definition;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.destination_region === undefined){
const err4 = {instancePath:instancePath+"/policy/operation_definition",schemaPath:"#/properties/policy/then/properties/operation_definition/required",keyword:"required",params:{missingProperty: "destination_region"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data2.destination_project_id === undefined){
const err5 = {instancePath:instancePath+"/policy/operation_definition",schemaPath:"#/properties/policy/then/properties/operation_definition/required",keyword:"required",params:{missingProperty: "destination_project_id"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/policy/operation_definition",schemaPath:"#/properties/policy/then/properties/operation_definition/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
var _valid0 = _errs7 === errors;
valid1 = _valid0;
if(valid1){
var props0 = {};
props0.operation_definition = true;
props0.operation_type = true;
}
}
if(!valid1){
const err7 = {instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/if",keyword:"if",params:{failingKeyword: "then"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.name === undefined){
const err8 = {instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data0.operation_definition === undefined){
const err9 = {instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/required",keyword:"required",params:{missingProperty: "operation_definition"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data0.operation_type === undefined){
const err10 = {instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/required",keyword:"required",params:{missingProperty: "operation_type"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(data0.trigger === undefined){
const err11 = {instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/required",keyword:"required",params:{missingProperty: "trigger"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key1 in data0){
if(!(((((key1 === "enabled") || (key1 === "name")) || (key1 === "operation_definition")) || (key1 === "operation_type")) || (key1 === "trigger"))){
const err12 = {instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data0.enabled !== undefined){
if(typeof data0.enabled !== "boolean"){
const err13 = {instancePath:instancePath+"/policy/enabled",schemaPath:"#/properties/policy/properties/enabled/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data0.name !== undefined){
let data4 = data0.name;
if(typeof data4 === "string"){
if(func1(data4) > 64){
const err14 = {instancePath:instancePath+"/policy/name",schemaPath:"#/properties/policy/properties/name/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(func1(data4) < 1){
const err15 = {instancePath:instancePath+"/policy/name",schemaPath:"#/properties/policy/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(!pattern4.test(data4)){
const err16 = {instancePath:instancePath+"/policy/name",schemaPath:"#/properties/policy/properties/name/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/policy/name",schemaPath:"#/properties/policy/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data0.operation_definition !== undefined){
let data5 = data0.operation_definition;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
for(const key2 in data5){
if(!(func3.call(schema31.properties.policy.properties.operation_definition.properties, key2))){
const err18 = {instancePath:instancePath+"/policy/operation_definition",schemaPath:"#/properties/policy/properties/operation_definition/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data5.retention_duration_days !== undefined){
let data6 = data5.retention_duration_days;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
const err19 = {instancePath:instancePath+"/policy/operation_definition/retention_duration_days",schemaPath:"#/properties/policy/properties/operation_definition/properties/retention_duration_days/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
const _errs20 = errors;
const _errs21 = errors;
if(0 !== data6){
const err20 = {};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
var valid6 = _errs21 === errors;
if(valid6){
const err21 = {instancePath:instancePath+"/policy/operation_definition/retention_duration_days",schemaPath:"#/properties/policy/properties/operation_definition/properties/retention_duration_days/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
else {
errors = _errs20;
if(vErrors !== null){
if(_errs20){
vErrors.length = _errs20;
}
else {
vErrors = null;
}
}
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 99999 || isNaN(data6)){
const err22 = {instancePath:instancePath+"/policy/operation_definition/retention_duration_days",schemaPath:"#/properties/policy/properties/operation_definition/properties/retention_duration_days/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(data6 < -1 || isNaN(data6)){
const err23 = {instancePath:instancePath+"/policy/operation_definition/retention_duration_days",schemaPath:"#/properties/policy/properties/operation_definition/properties/retention_duration_days/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
if(data5.max_backups !== undefined){
let data7 = data5.max_backups;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err24 = {instancePath:instancePath+"/policy/operation_definition/max_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/max_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
const _errs24 = errors;
const _errs25 = errors;
if(0 !== data7){
const err25 = {};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
var valid7 = _errs25 === errors;
if(valid7){
const err26 = {instancePath:instancePath+"/policy/operation_definition/max_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/max_backups/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
else {
errors = _errs24;
if(vErrors !== null){
if(_errs24){
vErrors.length = _errs24;
}
else {
vErrors = null;
}
}
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 99999 || isNaN(data7)){
const err27 = {instancePath:instancePath+"/policy/operation_definition/max_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/max_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if(data7 < -1 || isNaN(data7)){
const err28 = {instancePath:instancePath+"/policy/operation_definition/max_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/max_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
if(data5.day_backups !== undefined){
let data8 = data5.day_backups;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
const err29 = {instancePath:instancePath+"/policy/operation_definition/day_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/day_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 100 || isNaN(data8)){
const err30 = {instancePath:instancePath+"/policy/operation_definition/day_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/day_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(data8 < 0 || isNaN(data8)){
const err31 = {instancePath:instancePath+"/policy/operation_definition/day_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/day_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
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
if(data5.week_backups !== undefined){
let data9 = data5.week_backups;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
const err32 = {instancePath:instancePath+"/policy/operation_definition/week_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/week_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 > 100 || isNaN(data9)){
const err33 = {instancePath:instancePath+"/policy/operation_definition/week_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/week_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(data9 < 0 || isNaN(data9)){
const err34 = {instancePath:instancePath+"/policy/operation_definition/week_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/week_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
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
if(data5.month_backups !== undefined){
let data10 = data5.month_backups;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
const err35 = {instancePath:instancePath+"/policy/operation_definition/month_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/month_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 100 || isNaN(data10)){
const err36 = {instancePath:instancePath+"/policy/operation_definition/month_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/month_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(data10 < 0 || isNaN(data10)){
const err37 = {instancePath:instancePath+"/policy/operation_definition/month_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/month_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
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
if(data5.year_backups !== undefined){
let data11 = data5.year_backups;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err38 = {instancePath:instancePath+"/policy/operation_definition/year_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/year_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 100 || isNaN(data11)){
const err39 = {instancePath:instancePath+"/policy/operation_definition/year_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/year_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
if(data11 < 0 || isNaN(data11)){
const err40 = {instancePath:instancePath+"/policy/operation_definition/year_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/year_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
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
if(data5.timezone !== undefined){
let data12 = data5.timezone;
if(typeof data12 === "string"){
if(!pattern5.test(data12)){
const err41 = {instancePath:instancePath+"/policy/operation_definition/timezone",schemaPath:"#/properties/policy/properties/operation_definition/properties/timezone/pattern",keyword:"pattern",params:{pattern: "^UTC[+-][0-9]{2}:[0-9]{2}$"}};
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
const err42 = {instancePath:instancePath+"/policy/operation_definition/timezone",schemaPath:"#/properties/policy/properties/operation_definition/properties/timezone/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data5.full_backup_interval !== undefined){
let data13 = data5.full_backup_interval;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
const err43 = {instancePath:instancePath+"/policy/operation_definition/full_backup_interval",schemaPath:"#/properties/policy/properties/operation_definition/properties/full_backup_interval/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 100 || isNaN(data13)){
const err44 = {instancePath:instancePath+"/policy/operation_definition/full_backup_interval",schemaPath:"#/properties/policy/properties/operation_definition/properties/full_backup_interval/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if(data13 < -1 || isNaN(data13)){
const err45 = {instancePath:instancePath+"/policy/operation_definition/full_backup_interval",schemaPath:"#/properties/policy/properties/operation_definition/properties/full_backup_interval/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
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
if(data5.destination_region !== undefined){
let data14 = data5.destination_region;
if(typeof data14 === "string"){
if(func1(data14) > 255){
const err46 = {instancePath:instancePath+"/policy/operation_definition/destination_region",schemaPath:"#/properties/policy/properties/operation_definition/properties/destination_region/maxLength",keyword:"maxLength",params:{limit: 255}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if(!pattern6.test(data14)){
const err47 = {instancePath:instancePath+"/policy/operation_definition/destination_region",schemaPath:"#/properties/policy/properties/operation_definition/properties/destination_region/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9._\\-]*$"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
else {
const err48 = {instancePath:instancePath+"/policy/operation_definition/destination_region",schemaPath:"#/properties/policy/properties/operation_definition/properties/destination_region/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data5.destination_project_id !== undefined){
if(typeof data5.destination_project_id !== "string"){
const err49 = {instancePath:instancePath+"/policy/operation_definition/destination_project_id",schemaPath:"#/properties/policy/properties/operation_definition/properties/destination_project_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data5.enable_acceleration !== undefined){
if(typeof data5.enable_acceleration !== "boolean"){
const err50 = {instancePath:instancePath+"/policy/operation_definition/enable_acceleration",schemaPath:"#/properties/policy/properties/operation_definition/properties/enable_acceleration/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data5.cross_account_urn !== undefined){
if(typeof data5.cross_account_urn !== "string"){
const err51 = {instancePath:instancePath+"/policy/operation_definition/cross_account_urn",schemaPath:"#/properties/policy/properties/operation_definition/properties/cross_account_urn/type",keyword:"type",params:{type: "string"}};
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
else {
const err52 = {instancePath:instancePath+"/policy/operation_definition",schemaPath:"#/properties/policy/properties/operation_definition/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data0.operation_type !== undefined){
let data18 = data0.operation_type;
if(typeof data18 !== "string"){
const err53 = {instancePath:instancePath+"/policy/operation_type",schemaPath:"#/properties/policy/properties/operation_type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if(!((data18 === "backup") || (data18 === "replication"))){
const err54 = {instancePath:instancePath+"/policy/operation_type",schemaPath:"#/properties/policy/properties/operation_type/enum",keyword:"enum",params:{allowedValues: schema31.properties.policy.properties.operation_type.enum}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
if(data0.trigger !== undefined){
let data19 = data0.trigger;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
if(data19.properties === undefined){
const err55 = {instancePath:instancePath+"/policy/trigger",schemaPath:"#/properties/policy/properties/trigger/required",keyword:"required",params:{missingProperty: "properties"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
for(const key3 in data19){
if(!(key3 === "properties")){
const err56 = {instancePath:instancePath+"/policy/trigger",schemaPath:"#/properties/policy/properties/trigger/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data19.properties !== undefined){
let data20 = data19.properties;
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
if(data20.pattern === undefined){
const err57 = {instancePath:instancePath+"/policy/trigger/properties",schemaPath:"#/properties/policy/properties/trigger/properties/properties/required",keyword:"required",params:{missingProperty: "pattern"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
for(const key4 in data20){
if(!(key4 === "pattern")){
const err58 = {instancePath:instancePath+"/policy/trigger/properties",schemaPath:"#/properties/policy/properties/trigger/properties/properties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data20.pattern !== undefined){
let data21 = data20.pattern;
if(Array.isArray(data21)){
if(data21.length > 24){
const err59 = {instancePath:instancePath+"/policy/trigger/properties/pattern",schemaPath:"#/properties/policy/properties/trigger/properties/properties/properties/pattern/maxItems",keyword:"maxItems",params:{limit: 24}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if(data21.length < 1){
const err60 = {instancePath:instancePath+"/policy/trigger/properties/pattern",schemaPath:"#/properties/policy/properties/trigger/properties/properties/properties/pattern/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
const len0 = data21.length;
for(let i0=0; i0<len0; i0++){
if(typeof data21[i0] !== "string"){
const err61 = {instancePath:instancePath+"/policy/trigger/properties/pattern/" + i0,schemaPath:"#/properties/policy/properties/trigger/properties/properties/properties/pattern/items/type",keyword:"type",params:{type: "string"}};
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
const err62 = {instancePath:instancePath+"/policy/trigger/properties/pattern",schemaPath:"#/properties/policy/properties/trigger/properties/properties/properties/pattern/type",keyword:"type",params:{type: "array"}};
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
const err63 = {instancePath:instancePath+"/policy/trigger/properties",schemaPath:"#/properties/policy/properties/trigger/properties/properties/type",keyword:"type",params:{type: "object"}};
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
const err64 = {instancePath:instancePath+"/policy/trigger",schemaPath:"#/properties/policy/properties/trigger/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
}
else {
const err65 = {instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
}
else {
const err66 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const UpdatePolicy = validate21;
const schema32 = {"type":"object","required":["policy"],"additionalProperties":false,"properties":{"policy":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"operation_definition":{"type":"object","additionalProperties":false,"properties":{"retention_duration_days":{"type":"integer","minimum":-1,"maximum":99999,"not":{"const":0}},"max_backups":{"type":"integer","minimum":-1,"maximum":99999,"not":{"const":0}},"day_backups":{"type":"integer","minimum":0,"maximum":100},"week_backups":{"type":"integer","minimum":0,"maximum":100},"month_backups":{"type":"integer","minimum":0,"maximum":100},"year_backups":{"type":"integer","minimum":0,"maximum":100},"timezone":{"type":"string","pattern":"^UTC[+-][0-9]{2}:[0-9]{2}$"},"full_backup_interval":{"type":"integer","minimum":-1,"maximum":100},"destination_region":{"type":"string","maxLength":255,"pattern":"^[a-zA-Z0-9._\\-]*$"},"destination_project_id":{"type":"string"},"enable_acceleration":{"type":"boolean"},"cross_account_urn":{"type":"string"}}},"trigger":{"type":"object","required":["properties"],"additionalProperties":false,"properties":{"properties":{"type":"object","required":["pattern"],"additionalProperties":false,"properties":{"pattern":{"type":"array","minItems":1,"maxItems":24,"items":{"type":"string"}}}}}}}}}};

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
if(data.policy === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "policy"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "policy")){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.policy !== undefined){
let data0 = data.policy;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
if(!((((key1 === "enabled") || (key1 === "name")) || (key1 === "operation_definition")) || (key1 === "trigger"))){
const err2 = {instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data0.enabled !== undefined){
if(typeof data0.enabled !== "boolean"){
const err3 = {instancePath:instancePath+"/policy/enabled",schemaPath:"#/properties/policy/properties/enabled/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data0.name !== undefined){
let data2 = data0.name;
if(typeof data2 === "string"){
if(func1(data2) > 64){
const err4 = {instancePath:instancePath+"/policy/name",schemaPath:"#/properties/policy/properties/name/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(func1(data2) < 1){
const err5 = {instancePath:instancePath+"/policy/name",schemaPath:"#/properties/policy/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(!pattern4.test(data2)){
const err6 = {instancePath:instancePath+"/policy/name",schemaPath:"#/properties/policy/properties/name/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/policy/name",schemaPath:"#/properties/policy/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data0.operation_definition !== undefined){
let data3 = data0.operation_definition;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key2 in data3){
if(!(func3.call(schema32.properties.policy.properties.operation_definition.properties, key2))){
const err8 = {instancePath:instancePath+"/policy/operation_definition",schemaPath:"#/properties/policy/properties/operation_definition/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data3.retention_duration_days !== undefined){
let data4 = data3.retention_duration_days;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
const err9 = {instancePath:instancePath+"/policy/operation_definition/retention_duration_days",schemaPath:"#/properties/policy/properties/operation_definition/properties/retention_duration_days/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
const _errs14 = errors;
const _errs15 = errors;
if(0 !== data4){
const err10 = {};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
var valid3 = _errs15 === errors;
if(valid3){
const err11 = {instancePath:instancePath+"/policy/operation_definition/retention_duration_days",schemaPath:"#/properties/policy/properties/operation_definition/properties/retention_duration_days/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
else {
errors = _errs14;
if(vErrors !== null){
if(_errs14){
vErrors.length = _errs14;
}
else {
vErrors = null;
}
}
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 99999 || isNaN(data4)){
const err12 = {instancePath:instancePath+"/policy/operation_definition/retention_duration_days",schemaPath:"#/properties/policy/properties/operation_definition/properties/retention_duration_days/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(data4 < -1 || isNaN(data4)){
const err13 = {instancePath:instancePath+"/policy/operation_definition/retention_duration_days",schemaPath:"#/properties/policy/properties/operation_definition/properties/retention_duration_days/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
if(data3.max_backups !== undefined){
let data5 = data3.max_backups;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err14 = {instancePath:instancePath+"/policy/operation_definition/max_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/max_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
const _errs18 = errors;
const _errs19 = errors;
if(0 !== data5){
const err15 = {};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
var valid4 = _errs19 === errors;
if(valid4){
const err16 = {instancePath:instancePath+"/policy/operation_definition/max_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/max_backups/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
else {
errors = _errs18;
if(vErrors !== null){
if(_errs18){
vErrors.length = _errs18;
}
else {
vErrors = null;
}
}
}
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 99999 || isNaN(data5)){
const err17 = {instancePath:instancePath+"/policy/operation_definition/max_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/max_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99999}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(data5 < -1 || isNaN(data5)){
const err18 = {instancePath:instancePath+"/policy/operation_definition/max_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/max_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
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
if(data3.day_backups !== undefined){
let data6 = data3.day_backups;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
const err19 = {instancePath:instancePath+"/policy/operation_definition/day_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/day_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 100 || isNaN(data6)){
const err20 = {instancePath:instancePath+"/policy/operation_definition/day_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/day_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data6 < 0 || isNaN(data6)){
const err21 = {instancePath:instancePath+"/policy/operation_definition/day_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/day_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
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
if(data3.week_backups !== undefined){
let data7 = data3.week_backups;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err22 = {instancePath:instancePath+"/policy/operation_definition/week_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/week_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 100 || isNaN(data7)){
const err23 = {instancePath:instancePath+"/policy/operation_definition/week_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/week_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data7 < 0 || isNaN(data7)){
const err24 = {instancePath:instancePath+"/policy/operation_definition/week_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/week_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
if(data3.month_backups !== undefined){
let data8 = data3.month_backups;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
const err25 = {instancePath:instancePath+"/policy/operation_definition/month_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/month_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 100 || isNaN(data8)){
const err26 = {instancePath:instancePath+"/policy/operation_definition/month_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/month_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data8 < 0 || isNaN(data8)){
const err27 = {instancePath:instancePath+"/policy/operation_definition/month_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/month_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
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
if(data3.year_backups !== undefined){
let data9 = data3.year_backups;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
const err28 = {instancePath:instancePath+"/policy/operation_definition/year_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/year_backups/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 > 100 || isNaN(data9)){
const err29 = {instancePath:instancePath+"/policy/operation_definition/year_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/year_backups/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(data9 < 0 || isNaN(data9)){
const err30 = {instancePath:instancePath+"/policy/operation_definition/year_backups",schemaPath:"#/properties/policy/properties/operation_definition/properties/year_backups/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
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
if(data3.timezone !== undefined){
let data10 = data3.timezone;
if(typeof data10 === "string"){
if(!pattern5.test(data10)){
const err31 = {instancePath:instancePath+"/policy/operation_definition/timezone",schemaPath:"#/properties/policy/properties/operation_definition/properties/timezone/pattern",keyword:"pattern",params:{pattern: "^UTC[+-][0-9]{2}:[0-9]{2}$"}};
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
const err32 = {instancePath:instancePath+"/policy/operation_definition/timezone",schemaPath:"#/properties/policy/properties/operation_definition/properties/timezone/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data3.full_backup_interval !== undefined){
let data11 = data3.full_backup_interval;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err33 = {instancePath:instancePath+"/policy/operation_definition/full_backup_interval",schemaPath:"#/properties/policy/properties/operation_definition/properties/full_backup_interval/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 100 || isNaN(data11)){
const err34 = {instancePath:instancePath+"/policy/operation_definition/full_backup_interval",schemaPath:"#/properties/policy/properties/operation_definition/properties/full_backup_interval/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
if(data11 < -1 || isNaN(data11)){
const err35 = {instancePath:instancePath+"/policy/operation_definition/full_backup_interval",schemaPath:"#/properties/policy/properties/operation_definition/properties/full_backup_interval/minimum",keyword:"minimum",params:{comparison: ">=", limit: -1}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
if(data3.destination_region !== undefined){
let data12 = data3.destination_region;
if(typeof data12 === "string"){
if(func1(data12) > 255){
const err36 = {instancePath:instancePath+"/policy/operation_definition/destination_region",schemaPath:"#/properties/policy/properties/operation_definition/properties/destination_region/maxLength",keyword:"maxLength",params:{limit: 255}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
if(!pattern6.test(data12)){
const err37 = {instancePath:instancePath+"/policy/operation_definition/destination_region",schemaPath:"#/properties/policy/properties/operation_definition/properties/destination_region/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z0-9._\\-]*$"}};
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
const err38 = {instancePath:instancePath+"/policy/operation_definition/destination_region",schemaPath:"#/properties/policy/properties/operation_definition/properties/destination_region/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data3.destination_project_id !== undefined){
if(typeof data3.destination_project_id !== "string"){
const err39 = {instancePath:instancePath+"/policy/operation_definition/destination_project_id",schemaPath:"#/properties/policy/properties/operation_definition/properties/destination_project_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data3.enable_acceleration !== undefined){
if(typeof data3.enable_acceleration !== "boolean"){
const err40 = {instancePath:instancePath+"/policy/operation_definition/enable_acceleration",schemaPath:"#/properties/policy/properties/operation_definition/properties/enable_acceleration/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data3.cross_account_urn !== undefined){
if(typeof data3.cross_account_urn !== "string"){
const err41 = {instancePath:instancePath+"/policy/operation_definition/cross_account_urn",schemaPath:"#/properties/policy/properties/operation_definition/properties/cross_account_urn/type",keyword:"type",params:{type: "string"}};
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
else {
const err42 = {instancePath:instancePath+"/policy/operation_definition",schemaPath:"#/properties/policy/properties/operation_definition/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data0.trigger !== undefined){
let data16 = data0.trigger;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
if(data16.properties === undefined){
const err43 = {instancePath:instancePath+"/policy/trigger",schemaPath:"#/properties/policy/properties/trigger/required",keyword:"required",params:{missingProperty: "properties"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
for(const key3 in data16){
if(!(key3 === "properties")){
const err44 = {instancePath:instancePath+"/policy/trigger",schemaPath:"#/properties/policy/properties/trigger/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data16.properties !== undefined){
let data17 = data16.properties;
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
if(data17.pattern === undefined){
const err45 = {instancePath:instancePath+"/policy/trigger/properties",schemaPath:"#/properties/policy/properties/trigger/properties/properties/required",keyword:"required",params:{missingProperty: "pattern"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
for(const key4 in data17){
if(!(key4 === "pattern")){
const err46 = {instancePath:instancePath+"/policy/trigger/properties",schemaPath:"#/properties/policy/properties/trigger/properties/properties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data17.pattern !== undefined){
let data18 = data17.pattern;
if(Array.isArray(data18)){
if(data18.length > 24){
const err47 = {instancePath:instancePath+"/policy/trigger/properties/pattern",schemaPath:"#/properties/policy/properties/trigger/properties/properties/properties/pattern/maxItems",keyword:"maxItems",params:{limit: 24}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if(data18.length < 1){
const err48 = {instancePath:instancePath+"/policy/trigger/properties/pattern",schemaPath:"#/properties/policy/properties/trigger/properties/properties/properties/pattern/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
const len0 = data18.length;
for(let i0=0; i0<len0; i0++){
if(typeof data18[i0] !== "string"){
const err49 = {instancePath:instancePath+"/policy/trigger/properties/pattern/" + i0,schemaPath:"#/properties/policy/properties/trigger/properties/properties/properties/pattern/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
}
else {
const err50 = {instancePath:instancePath+"/policy/trigger/properties/pattern",schemaPath:"#/properties/policy/properties/trigger/properties/properties/properties/pattern/type",keyword:"type",params:{type: "array"}};
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
else {
const err51 = {instancePath:instancePath+"/policy/trigger/properties",schemaPath:"#/properties/policy/properties/trigger/properties/properties/type",keyword:"type",params:{type: "object"}};
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
else {
const err52 = {instancePath:instancePath+"/policy/trigger",schemaPath:"#/properties/policy/properties/trigger/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
}
else {
const err53 = {instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/type",keyword:"type",params:{type: "object"}};
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
else {
const err54 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const CreateVault = validate22;
const schema33 = {"type":"object","required":["vault"],"additionalProperties":false,"properties":{"vault":{"type":"object","required":["name","billing"],"additionalProperties":false,"properties":{"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"},"billing":{"type":"object","required":["protect_type"],"additionalProperties":false,"properties":{"protect_type":{"type":"string","enum":["backup","replication"]},"object_type":{"type":"string","enum":["server","disk","turbo","workspace","vmware","rds","file"]},"consistent_level":{"type":"string","enum":["crash_consistent","app_consistent"]},"size":{"type":"integer","minimum":1,"maximum":10485760},"charging_mode":{"type":"string","enum":["post_paid"]},"cloud_type":{"type":"string"},"is_multi_az":{"type":"boolean"},"console_url":{"type":"string"},"extra_info":{"type":"object"},"period_type":{"type":"string"},"period_num":{"type":"integer"},"is_auto_renew":{"type":"boolean"},"is_auto_pay":{"type":"boolean"}}},"resources":{"type":"array","maxItems":255,"items":{"type":"object","required":["id","type"],"additionalProperties":false,"properties":{"id":{"type":"string"},"type":{"type":"string"},"name":{"type":"string"},"extra_info":{"type":"object"}}}},"backup_policy_id":{"type":"string"},"description":{"type":"string","maxLength":64},"tags":{"type":"array","maxItems":10,"items":{"type":"object"}},"enterprise_project_id":{"type":"string"},"auto_bind":{"type":"boolean"},"bind_rules":{"type":"object"},"auto_expand":{"type":"boolean"},"smn_notify":{"type":"boolean"},"threshold":{"type":"integer","minimum":1,"maximum":100},"locked":{"type":"boolean"},"backup_name_prefix":{"type":"string","maxLength":32},"demand_billing":{"type":"boolean"},"availability_zone":{"type":"string"},"sys_lock_source_service":{"type":"string"}}}}};

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
if(data.vault === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "vault"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "vault")){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.vault !== undefined){
let data0 = data.vault;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.name === undefined){
const err2 = {instancePath:instancePath+"/vault",schemaPath:"#/properties/vault/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0.billing === undefined){
const err3 = {instancePath:instancePath+"/vault",schemaPath:"#/properties/vault/required",keyword:"required",params:{missingProperty: "billing"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key1 in data0){
if(!(func3.call(schema33.properties.vault.properties, key1))){
const err4 = {instancePath:instancePath+"/vault",schemaPath:"#/properties/vault/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data0.name !== undefined){
let data1 = data0.name;
if(typeof data1 === "string"){
if(func1(data1) > 64){
const err5 = {instancePath:instancePath+"/vault/name",schemaPath:"#/properties/vault/properties/name/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(func1(data1) < 1){
const err6 = {instancePath:instancePath+"/vault/name",schemaPath:"#/properties/vault/properties/name/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(!pattern4.test(data1)){
const err7 = {instancePath:instancePath+"/vault/name",schemaPath:"#/properties/vault/properties/name/pattern",keyword:"pattern",params:{pattern: "^[\\u4E00-\\u9FA5\\uF900-\\uFA2Da-zA-Z0-9_-]*$"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/vault/name",schemaPath:"#/properties/vault/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data0.billing !== undefined){
let data2 = data0.billing;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(data2.protect_type === undefined){
const err9 = {instancePath:instancePath+"/vault/billing",schemaPath:"#/properties/vault/properties/billing/required",keyword:"required",params:{missingProperty: "protect_type"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key2 in data2){
if(!(func3.call(schema33.properties.vault.properties.billing.properties, key2))){
const err10 = {instancePath:instancePath+"/vault/billing",schemaPath:"#/properties/vault/properties/billing/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.protect_type !== undefined){
let data3 = data2.protect_type;
if(typeof data3 !== "string"){
const err11 = {instancePath:instancePath+"/vault/billing/protect_type",schemaPath:"#/properties/vault/properties/billing/properties/protect_type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(!((data3 === "backup") || (data3 === "replication"))){
const err12 = {instancePath:instancePath+"/vault/billing/protect_type",schemaPath:"#/properties/vault/properties/billing/properties/protect_type/enum",keyword:"enum",params:{allowedValues: schema33.properties.vault.properties.billing.properties.protect_type.enum}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data2.object_type !== undefined){
let data4 = data2.object_type;
if(typeof data4 !== "string"){
const err13 = {instancePath:instancePath+"/vault/billing/object_type",schemaPath:"#/properties/vault/properties/billing/properties/object_type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(!(((((((data4 === "server") || (data4 === "disk")) || (data4 === "turbo")) || (data4 === "workspace")) || (data4 === "vmware")) || (data4 === "rds")) || (data4 === "file"))){
const err14 = {instancePath:instancePath+"/vault/billing/object_type",schemaPath:"#/properties/vault/properties/billing/properties/object_type/enum",keyword:"enum",params:{allowedValues: schema33.properties.vault.properties.billing.properties.object_type.enum}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data2.consistent_level !== undefined){
let data5 = data2.consistent_level;
if(typeof data5 !== "string"){
const err15 = {instancePath:instancePath+"/vault/billing/consistent_level",schemaPath:"#/properties/vault/properties/billing/properties/consistent_level/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(!((data5 === "crash_consistent") || (data5 === "app_consistent"))){
const err16 = {instancePath:instancePath+"/vault/billing/consistent_level",schemaPath:"#/properties/vault/properties/billing/properties/consistent_level/enum",keyword:"enum",params:{allowedValues: schema33.properties.vault.properties.billing.properties.consistent_level.enum}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data2.size !== undefined){
let data6 = data2.size;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
const err17 = {instancePath:instancePath+"/vault/billing/size",schemaPath:"#/properties/vault/properties/billing/properties/size/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 10485760 || isNaN(data6)){
const err18 = {instancePath:instancePath+"/vault/billing/size",schemaPath:"#/properties/vault/properties/billing/properties/size/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10485760}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
if(data6 < 1 || isNaN(data6)){
const err19 = {instancePath:instancePath+"/vault/billing/size",schemaPath:"#/properties/vault/properties/billing/properties/size/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
if(data2.charging_mode !== undefined){
let data7 = data2.charging_mode;
if(typeof data7 !== "string"){
const err20 = {instancePath:instancePath+"/vault/billing/charging_mode",schemaPath:"#/properties/vault/properties/billing/properties/charging_mode/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(!(data7 === "post_paid")){
const err21 = {instancePath:instancePath+"/vault/billing/charging_mode",schemaPath:"#/properties/vault/properties/billing/properties/charging_mode/enum",keyword:"enum",params:{allowedValues: schema33.properties.vault.properties.billing.properties.charging_mode.enum}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data2.cloud_type !== undefined){
if(typeof data2.cloud_type !== "string"){
const err22 = {instancePath:instancePath+"/vault/billing/cloud_type",schemaPath:"#/properties/vault/properties/billing/properties/cloud_type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data2.is_multi_az !== undefined){
if(typeof data2.is_multi_az !== "boolean"){
const err23 = {instancePath:instancePath+"/vault/billing/is_multi_az",schemaPath:"#/properties/vault/properties/billing/properties/is_multi_az/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data2.console_url !== undefined){
if(typeof data2.console_url !== "string"){
const err24 = {instancePath:instancePath+"/vault/billing/console_url",schemaPath:"#/properties/vault/properties/billing/properties/console_url/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data2.extra_info !== undefined){
let data11 = data2.extra_info;
if(!(data11 && typeof data11 == "object" && !Array.isArray(data11))){
const err25 = {instancePath:instancePath+"/vault/billing/extra_info",schemaPath:"#/properties/vault/properties/billing/properties/extra_info/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data2.period_type !== undefined){
if(typeof data2.period_type !== "string"){
const err26 = {instancePath:instancePath+"/vault/billing/period_type",schemaPath:"#/properties/vault/properties/billing/properties/period_type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data2.period_num !== undefined){
let data13 = data2.period_num;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
const err27 = {instancePath:instancePath+"/vault/billing/period_num",schemaPath:"#/properties/vault/properties/billing/properties/period_num/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data2.is_auto_renew !== undefined){
if(typeof data2.is_auto_renew !== "boolean"){
const err28 = {instancePath:instancePath+"/vault/billing/is_auto_renew",schemaPath:"#/properties/vault/properties/billing/properties/is_auto_renew/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data2.is_auto_pay !== undefined){
if(typeof data2.is_auto_pay !== "boolean"){
const err29 = {instancePath:instancePath+"/vault/billing/is_auto_pay",schemaPath:"#/properties/vault/properties/billing/properties/is_auto_pay/type",keyword:"type",params:{type: "boolean"}};
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
const err30 = {instancePath:instancePath+"/vault/billing",schemaPath:"#/properties/vault/properties/billing/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data0.resources !== undefined){
let data16 = data0.resources;
if(Array.isArray(data16)){
if(data16.length > 255){
const err31 = {instancePath:instancePath+"/vault/resources",schemaPath:"#/properties/vault/properties/resources/maxItems",keyword:"maxItems",params:{limit: 255}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
const len0 = data16.length;
for(let i0=0; i0<len0; i0++){
let data17 = data16[i0];
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
if(data17.id === undefined){
const err32 = {instancePath:instancePath+"/vault/resources/" + i0,schemaPath:"#/properties/vault/properties/resources/items/required",keyword:"required",params:{missingProperty: "id"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if(data17.type === undefined){
const err33 = {instancePath:instancePath+"/vault/resources/" + i0,schemaPath:"#/properties/vault/properties/resources/items/required",keyword:"required",params:{missingProperty: "type"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
for(const key3 in data17){
if(!((((key3 === "id") || (key3 === "type")) || (key3 === "name")) || (key3 === "extra_info"))){
const err34 = {instancePath:instancePath+"/vault/resources/" + i0,schemaPath:"#/properties/vault/properties/resources/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data17.id !== undefined){
if(typeof data17.id !== "string"){
const err35 = {instancePath:instancePath+"/vault/resources/" + i0+"/id",schemaPath:"#/properties/vault/properties/resources/items/properties/id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data17.type !== undefined){
if(typeof data17.type !== "string"){
const err36 = {instancePath:instancePath+"/vault/resources/" + i0+"/type",schemaPath:"#/properties/vault/properties/resources/items/properties/type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data17.name !== undefined){
if(typeof data17.name !== "string"){
const err37 = {instancePath:instancePath+"/vault/resources/" + i0+"/name",schemaPath:"#/properties/vault/properties/resources/items/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data17.extra_info !== undefined){
let data21 = data17.extra_info;
if(!(data21 && typeof data21 == "object" && !Array.isArray(data21))){
const err38 = {instancePath:instancePath+"/vault/resources/" + i0+"/extra_info",schemaPath:"#/properties/vault/properties/resources/items/properties/extra_info/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/vault/resources/" + i0,schemaPath:"#/properties/vault/properties/resources/items/type",keyword:"type",params:{type: "object"}};
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
else {
const err40 = {instancePath:instancePath+"/vault/resources",schemaPath:"#/properties/vault/properties/resources/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data0.backup_policy_id !== undefined){
if(typeof data0.backup_policy_id !== "string"){
const err41 = {instancePath:instancePath+"/vault/backup_policy_id",schemaPath:"#/properties/vault/properties/backup_policy_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data0.description !== undefined){
let data23 = data0.description;
if(typeof data23 === "string"){
if(func1(data23) > 64){
const err42 = {instancePath:instancePath+"/vault/description",schemaPath:"#/properties/vault/properties/description/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
else {
const err43 = {instancePath:instancePath+"/vault/description",schemaPath:"#/properties/vault/properties/description/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data0.tags !== undefined){
let data24 = data0.tags;
if(Array.isArray(data24)){
if(data24.length > 10){
const err44 = {instancePath:instancePath+"/vault/tags",schemaPath:"#/properties/vault/properties/tags/maxItems",keyword:"maxItems",params:{limit: 10}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
const len1 = data24.length;
for(let i1=0; i1<len1; i1++){
let data25 = data24[i1];
if(!(data25 && typeof data25 == "object" && !Array.isArray(data25))){
const err45 = {instancePath:instancePath+"/vault/tags/" + i1,schemaPath:"#/properties/vault/properties/tags/items/type",keyword:"type",params:{type: "object"}};
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
const err46 = {instancePath:instancePath+"/vault/tags",schemaPath:"#/properties/vault/properties/tags/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data0.enterprise_project_id !== undefined){
if(typeof data0.enterprise_project_id !== "string"){
const err47 = {instancePath:instancePath+"/vault/enterprise_project_id",schemaPath:"#/properties/vault/properties/enterprise_project_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data0.auto_bind !== undefined){
if(typeof data0.auto_bind !== "boolean"){
const err48 = {instancePath:instancePath+"/vault/auto_bind",schemaPath:"#/properties/vault/properties/auto_bind/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data0.bind_rules !== undefined){
let data28 = data0.bind_rules;
if(!(data28 && typeof data28 == "object" && !Array.isArray(data28))){
const err49 = {instancePath:instancePath+"/vault/bind_rules",schemaPath:"#/properties/vault/properties/bind_rules/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data0.auto_expand !== undefined){
if(typeof data0.auto_expand !== "boolean"){
const err50 = {instancePath:instancePath+"/vault/auto_expand",schemaPath:"#/properties/vault/properties/auto_expand/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data0.smn_notify !== undefined){
if(typeof data0.smn_notify !== "boolean"){
const err51 = {instancePath:instancePath+"/vault/smn_notify",schemaPath:"#/properties/vault/properties/smn_notify/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data0.threshold !== undefined){
let data31 = data0.threshold;
if(!(((typeof data31 == "number") && (!(data31 % 1) && !isNaN(data31))) && (isFinite(data31)))){
const err52 = {instancePath:instancePath+"/vault/threshold",schemaPath:"#/properties/vault/properties/threshold/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
if((typeof data31 == "number") && (isFinite(data31))){
if(data31 > 100 || isNaN(data31)){
const err53 = {instancePath:instancePath+"/vault/threshold",schemaPath:"#/properties/vault/properties/threshold/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if(data31 < 1 || isNaN(data31)){
const err54 = {instancePath:instancePath+"/vault/threshold",schemaPath:"#/properties/vault/properties/threshold/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
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
if(data0.locked !== undefined){
if(typeof data0.locked !== "boolean"){
const err55 = {instancePath:instancePath+"/vault/locked",schemaPath:"#/properties/vault/properties/locked/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data0.backup_name_prefix !== undefined){
let data33 = data0.backup_name_prefix;
if(typeof data33 === "string"){
if(func1(data33) > 32){
const err56 = {instancePath:instancePath+"/vault/backup_name_prefix",schemaPath:"#/properties/vault/properties/backup_name_prefix/maxLength",keyword:"maxLength",params:{limit: 32}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
else {
const err57 = {instancePath:instancePath+"/vault/backup_name_prefix",schemaPath:"#/properties/vault/properties/backup_name_prefix/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
if(data0.demand_billing !== undefined){
if(typeof data0.demand_billing !== "boolean"){
const err58 = {instancePath:instancePath+"/vault/demand_billing",schemaPath:"#/properties/vault/properties/demand_billing/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data0.availability_zone !== undefined){
if(typeof data0.availability_zone !== "string"){
const err59 = {instancePath:instancePath+"/vault/availability_zone",schemaPath:"#/properties/vault/properties/availability_zone/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
if(data0.sys_lock_source_service !== undefined){
if(typeof data0.sys_lock_source_service !== "string"){
const err60 = {instancePath:instancePath+"/vault/sys_lock_source_service",schemaPath:"#/properties/vault/properties/sys_lock_source_service/type",keyword:"type",params:{type: "string"}};
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
else {
const err61 = {instancePath:instancePath+"/vault",schemaPath:"#/properties/vault/type",keyword:"type",params:{type: "object"}};
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
const err62 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const AssociateVaultPolicy = validate23;
const schema34 = {"type":"object","additionalProperties":false,"oneOf":[{"required":["policy_id"]},{"required":["add_policy_ids"]}],"properties":{"policy_id":{"type":"string"},"add_policy_ids":{"type":"array","minItems":1,"items":{"type":"string"}},"destination_vault_id":{"type":"string"}}};

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
const _errs1 = errors;
let valid0 = false;
let passing0 = null;
const _errs2 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.policy_id === undefined){
const err0 = {instancePath,schemaPath:"#/oneOf/0/required",keyword:"required",params:{missingProperty: "policy_id"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs2 === errors;
if(_valid0){
valid0 = true;
passing0 = 0;
}
const _errs3 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.add_policy_ids === undefined){
const err1 = {instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: "add_policy_ids"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs3 === errors;
if(_valid0 && valid0){
valid0 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid0 = true;
passing0 = 1;
}
}
if(!valid0){
const err2 = {instancePath,schemaPath:"#/oneOf",keyword:"oneOf",params:{passingSchemas: passing0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "policy_id") || (key0 === "add_policy_ids")) || (key0 === "destination_vault_id"))){
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
if(data.policy_id !== undefined){
if(typeof data.policy_id !== "string"){
const err4 = {instancePath:instancePath+"/policy_id",schemaPath:"#/properties/policy_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.add_policy_ids !== undefined){
let data1 = data.add_policy_ids;
if(Array.isArray(data1)){
if(data1.length < 1){
const err5 = {instancePath:instancePath+"/add_policy_ids",schemaPath:"#/properties/add_policy_ids/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
if(typeof data1[i0] !== "string"){
const err6 = {instancePath:instancePath+"/add_policy_ids/" + i0,schemaPath:"#/properties/add_policy_ids/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/add_policy_ids",schemaPath:"#/properties/add_policy_ids/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.destination_vault_id !== undefined){
if(typeof data.destination_vault_id !== "string"){
const err8 = {instancePath:instancePath+"/destination_vault_id",schemaPath:"#/properties/destination_vault_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
validate23.errors = vErrors;
return errors === 0;
}
validate23.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const DisassociateVaultPolicy = validate24;
const schema35 = {"type":"object","required":["policy_id"],"additionalProperties":false,"properties":{"policy_id":{"type":"string"}}};

function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate24.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.policy_id === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "policy_id"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "policy_id")){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.policy_id !== undefined){
if(typeof data.policy_id !== "string"){
const err2 = {instancePath:instancePath+"/policy_id",schemaPath:"#/properties/policy_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate24.errors = vErrors;
return errors === 0;
}
validate24.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const AddVaultResource = validate25;
const schema36 = {"type":"object","required":["resources"],"additionalProperties":false,"properties":{"resources":{"type":"array","maxItems":256,"items":{"type":"object","required":["id","type"],"additionalProperties":false,"properties":{"id":{"type":"string"},"type":{"type":"string"},"name":{"type":"string"},"extra_info":{"type":"object"}}},"minItems":1}}};

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate25.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.resources === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "resources"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "resources")){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.resources !== undefined){
let data0 = data.resources;
if(Array.isArray(data0)){
if(data0.length > 256){
const err2 = {instancePath:instancePath+"/resources",schemaPath:"#/properties/resources/maxItems",keyword:"maxItems",params:{limit: 256}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0.length < 1){
const err3 = {instancePath:instancePath+"/resources",schemaPath:"#/properties/resources/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.id === undefined){
const err4 = {instancePath:instancePath+"/resources/" + i0,schemaPath:"#/properties/resources/items/required",keyword:"required",params:{missingProperty: "id"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data1.type === undefined){
const err5 = {instancePath:instancePath+"/resources/" + i0,schemaPath:"#/properties/resources/items/required",keyword:"required",params:{missingProperty: "type"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
for(const key1 in data1){
if(!((((key1 === "id") || (key1 === "type")) || (key1 === "name")) || (key1 === "extra_info"))){
const err6 = {instancePath:instancePath+"/resources/" + i0,schemaPath:"#/properties/resources/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data1.id !== undefined){
if(typeof data1.id !== "string"){
const err7 = {instancePath:instancePath+"/resources/" + i0+"/id",schemaPath:"#/properties/resources/items/properties/id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data1.type !== undefined){
if(typeof data1.type !== "string"){
const err8 = {instancePath:instancePath+"/resources/" + i0+"/type",schemaPath:"#/properties/resources/items/properties/type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data1.name !== undefined){
if(typeof data1.name !== "string"){
const err9 = {instancePath:instancePath+"/resources/" + i0+"/name",schemaPath:"#/properties/resources/items/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data1.extra_info !== undefined){
let data5 = data1.extra_info;
if(!(data5 && typeof data5 == "object" && !Array.isArray(data5))){
const err10 = {instancePath:instancePath+"/resources/" + i0+"/extra_info",schemaPath:"#/properties/resources/items/properties/extra_info/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/resources/" + i0,schemaPath:"#/properties/resources/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath:instancePath+"/resources",schemaPath:"#/properties/resources/type",keyword:"type",params:{type: "array"}};
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
const err13 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}
validate25.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const RemoveVaultResource = validate26;
const schema37 = {"type":"object","required":["resource_ids"],"additionalProperties":false,"properties":{"resource_ids":{"type":"array","minItems":1,"maxItems":256,"items":{"type":"string"}}}};

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate26.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.resource_ids === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "resource_ids"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "resource_ids")){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.resource_ids !== undefined){
let data0 = data.resource_ids;
if(Array.isArray(data0)){
if(data0.length > 256){
const err2 = {instancePath:instancePath+"/resource_ids",schemaPath:"#/properties/resource_ids/maxItems",keyword:"maxItems",params:{limit: 256}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0.length < 1){
const err3 = {instancePath:instancePath+"/resource_ids",schemaPath:"#/properties/resource_ids/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
if(typeof data0[i0] !== "string"){
const err4 = {instancePath:instancePath+"/resource_ids/" + i0,schemaPath:"#/properties/resource_ids/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/resource_ids",schemaPath:"#/properties/resource_ids/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate26.errors = vErrors;
return errors === 0;
}
validate26.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const SetVaultResource = validate27;
const schema38 = {"type":"object","required":["resource_ids","action"],"additionalProperties":false,"properties":{"resource_ids":{"type":"array","minItems":1,"maxItems":256,"items":{"type":"string"}},"action":{"type":"string","enum":["suspend","unsuspend"]}}};

function validate27(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate27.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.resource_ids === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "resource_ids"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.action === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "action"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "resource_ids") || (key0 === "action"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.resource_ids !== undefined){
let data0 = data.resource_ids;
if(Array.isArray(data0)){
if(data0.length > 256){
const err3 = {instancePath:instancePath+"/resource_ids",schemaPath:"#/properties/resource_ids/maxItems",keyword:"maxItems",params:{limit: 256}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data0.length < 1){
const err4 = {instancePath:instancePath+"/resource_ids",schemaPath:"#/properties/resource_ids/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
if(typeof data0[i0] !== "string"){
const err5 = {instancePath:instancePath+"/resource_ids/" + i0,schemaPath:"#/properties/resource_ids/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath:instancePath+"/resource_ids",schemaPath:"#/properties/resource_ids/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.action !== undefined){
let data2 = data.action;
if(typeof data2 !== "string"){
const err7 = {instancePath:instancePath+"/action",schemaPath:"#/properties/action/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(!((data2 === "suspend") || (data2 === "unsuspend"))){
const err8 = {instancePath:instancePath+"/action",schemaPath:"#/properties/action/enum",keyword:"enum",params:{allowedValues: schema38.properties.action.enum}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
validate27.errors = vErrors;
return errors === 0;
}
validate27.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const CreateCheckpoint = validate28;
const schema39 = {"type":"object","required":["checkpoint"],"additionalProperties":false,"properties":{"checkpoint":{"type":"object","required":["vault_id"],"additionalProperties":false,"properties":{"vault_id":{"type":"string"},"parameters":{"type":"object","additionalProperties":false,"properties":{"name":{"type":"string","maxLength":64},"description":{"type":"string"},"incremental":{"type":"boolean"},"auto_trigger":{"type":"boolean"},"resources":{"type":"array","minItems":1,"items":{"type":"string"}},"resource_details":{"type":"array","items":{"type":"object"}}}}}}}};

function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate28.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.checkpoint === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "checkpoint"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "checkpoint")){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.checkpoint !== undefined){
let data0 = data.checkpoint;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.vault_id === undefined){
const err2 = {instancePath:instancePath+"/checkpoint",schemaPath:"#/properties/checkpoint/required",keyword:"required",params:{missingProperty: "vault_id"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key1 in data0){
if(!((key1 === "vault_id") || (key1 === "parameters"))){
const err3 = {instancePath:instancePath+"/checkpoint",schemaPath:"#/properties/checkpoint/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data0.vault_id !== undefined){
if(typeof data0.vault_id !== "string"){
const err4 = {instancePath:instancePath+"/checkpoint/vault_id",schemaPath:"#/properties/checkpoint/properties/vault_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data0.parameters !== undefined){
let data2 = data0.parameters;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key2 in data2){
if(!((((((key2 === "name") || (key2 === "description")) || (key2 === "incremental")) || (key2 === "auto_trigger")) || (key2 === "resources")) || (key2 === "resource_details"))){
const err5 = {instancePath:instancePath+"/checkpoint/parameters",schemaPath:"#/properties/checkpoint/properties/parameters/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data2.name !== undefined){
let data3 = data2.name;
if(typeof data3 === "string"){
if(func1(data3) > 64){
const err6 = {instancePath:instancePath+"/checkpoint/parameters/name",schemaPath:"#/properties/checkpoint/properties/parameters/properties/name/maxLength",keyword:"maxLength",params:{limit: 64}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/checkpoint/parameters/name",schemaPath:"#/properties/checkpoint/properties/parameters/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data2.description !== undefined){
if(typeof data2.description !== "string"){
const err8 = {instancePath:instancePath+"/checkpoint/parameters/description",schemaPath:"#/properties/checkpoint/properties/parameters/properties/description/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data2.incremental !== undefined){
if(typeof data2.incremental !== "boolean"){
const err9 = {instancePath:instancePath+"/checkpoint/parameters/incremental",schemaPath:"#/properties/checkpoint/properties/parameters/properties/incremental/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data2.auto_trigger !== undefined){
if(typeof data2.auto_trigger !== "boolean"){
const err10 = {instancePath:instancePath+"/checkpoint/parameters/auto_trigger",schemaPath:"#/properties/checkpoint/properties/parameters/properties/auto_trigger/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data2.resources !== undefined){
let data7 = data2.resources;
if(Array.isArray(data7)){
if(data7.length < 1){
const err11 = {instancePath:instancePath+"/checkpoint/parameters/resources",schemaPath:"#/properties/checkpoint/properties/parameters/properties/resources/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
if(typeof data7[i0] !== "string"){
const err12 = {instancePath:instancePath+"/checkpoint/parameters/resources/" + i0,schemaPath:"#/properties/checkpoint/properties/parameters/properties/resources/items/type",keyword:"type",params:{type: "string"}};
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
const err13 = {instancePath:instancePath+"/checkpoint/parameters/resources",schemaPath:"#/properties/checkpoint/properties/parameters/properties/resources/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data2.resource_details !== undefined){
let data9 = data2.resource_details;
if(Array.isArray(data9)){
const len1 = data9.length;
for(let i1=0; i1<len1; i1++){
let data10 = data9[i1];
if(!(data10 && typeof data10 == "object" && !Array.isArray(data10))){
const err14 = {instancePath:instancePath+"/checkpoint/parameters/resource_details/" + i1,schemaPath:"#/properties/checkpoint/properties/parameters/properties/resource_details/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/checkpoint/parameters/resource_details",schemaPath:"#/properties/checkpoint/properties/parameters/properties/resource_details/type",keyword:"type",params:{type: "array"}};
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
const err16 = {instancePath:instancePath+"/checkpoint/parameters",schemaPath:"#/properties/checkpoint/properties/parameters/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/checkpoint",schemaPath:"#/properties/checkpoint/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
validate28.errors = vErrors;
return errors === 0;
}
validate28.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const SaveBackupDownloadPolicy = validate29;
const schema40 = {"type":"object","required":["action"],"additionalProperties":false,"properties":{"action":{"type":"string","enum":["open","close"]}}};

function validate29(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate29.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.action === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "action"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "action")){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.action !== undefined){
let data0 = data.action;
if(typeof data0 !== "string"){
const err2 = {instancePath:instancePath+"/action",schemaPath:"#/properties/action/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(!((data0 === "open") || (data0 === "close"))){
const err3 = {instancePath:instancePath+"/action",schemaPath:"#/properties/action/enum",keyword:"enum",params:{allowedValues: schema40.properties.action.enum}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate29.errors = vErrors;
return errors === 0;
}
validate29.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const UpdateBackupDownloadPolicy = validate30;
const schema41 = {"type":"object","required":["id","action"],"additionalProperties":false,"properties":{"id":{"type":"string"},"action":{"type":"string","enum":["open","close"]}}};

function validate30(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate30.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.id === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "id"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.action === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "action"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "id") || (key0 === "action"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.id !== undefined){
if(typeof data.id !== "string"){
const err3 = {instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.action !== undefined){
let data1 = data.action;
if(typeof data1 !== "string"){
const err4 = {instancePath:instancePath+"/action",schemaPath:"#/properties/action/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(!((data1 === "open") || (data1 === "close"))){
const err5 = {instancePath:instancePath+"/action",schemaPath:"#/properties/action/enum",keyword:"enum",params:{allowedValues: schema41.properties.action.enum}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate30.errors = vErrors;
return errors === 0;
}
validate30.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const requests = {
  "CreatePolicy": CreatePolicy,
  "UpdatePolicy": UpdatePolicy,
  "CreateVault": CreateVault,
  "AssociateVaultPolicy": AssociateVaultPolicy,
  "DisassociateVaultPolicy": DisassociateVaultPolicy,
  "AddVaultResource": AddVaultResource,
  "RemoveVaultResource": RemoveVaultResource,
  "SetVaultResource": SetVaultResource,
  "CreateCheckpoint": CreateCheckpoint,
  "SaveBackupDownloadPolicy": SaveBackupDownloadPolicy,
  "UpdateBackupDownloadPolicy": UpdateBackupDownloadPolicy,
};
