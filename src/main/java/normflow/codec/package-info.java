/** Values as YAML and JSON, read strictly: unknown keys, wrong types and long texts are errors. */
package normflow.codec;
