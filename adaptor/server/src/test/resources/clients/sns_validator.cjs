// Validates each line of a file as a message of SNS, in this order, by the validator that AWS publishes for Node.js.
const fs = require("fs");
const MessageValidator = require("sns-validator");

const validator = new MessageValidator(/^localhost:\d+$/);
const lines = fs.readFileSync(process.argv[2], "utf8").split("\n").filter((line) => line);

(function next() {
  if (lines.length === 0) return;
  validator.validate(JSON.parse(lines.shift()), (error, message) => {
    console.log(error ? "refused: " + error.message : "valid: " + message.Type + " " + message.SignatureVersion);
    next();
  });
})();
