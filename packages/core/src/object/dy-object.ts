import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Adapter } from "../adapter/adapter.ts";
import type { KeyDeclaration } from "../plan/stored-layout.ts";
import type { ConfigLoader } from "../store/config-loader.ts";
import type { DyStore } from "../store/dystore.ts";
import type { KeyValue } from "../values/value.ts";
import { deleteInstance } from "./delete-instance.ts";
import { load } from "./load.ts";
import { type ObjectClass, Storable } from "./object-class.ts";
import { objectStore, withHooks } from "./object-store.ts";
import type {
  DeleteInstanceOptions,
  DeleteObjectOptions,
  LoadOptions,
  ObjectStoreOptions,
  SaveOptions,
} from "./options.ts";
import { save } from "./save.ts";

/**
 * The base of classes whose instances save and load themselves, each as one graph with all instances in it. Statics say how; all are
 * optional, but a class that is saved by itself has a table and a primary key. They are inherited.
 *
 * Stored are an instance's own fields, but functions, which are refused, and names that begin with `_`. Getters and `#private` fields
 * are no own fields. Loading makes an instance by `new C()` and fills in what is stored: a field that is not stored, as one that the
 * class got later, keeps its default; what was `undefined` is so again, whatever the default; a stored name that the class no longer has
 * is set all the same.
 *
 * @example
 * ```ts
 * class Note extends DyObject {
 *   static override typeName = "Note";
 *   static override tableName = "Notes";
 *   static override primaryKeyName = "ID";
 *   text = "";
 *   get words(): number {
 *     return this.text.split(" ").length;
 *   }
 * }
 * await Note.store({ adapter }).createTables();
 * const note = new Note();
 * note.text = "to be";
 * const key = await note.save({ adapter });
 * const back = await Note.load(key, { adapter });
 * console.log(back.words); // 2
 * ```
 */
export abstract class DyObject extends Storable {
  /** What the class is called where it is stored; must never change. Default: its name, which minifiers change. */
  static typeName: string | undefined;
  /** The table of its instances. Instances inside others are shards where their class has one, else stay in what they stand in. */
  static tableName: string | undefined;
  /** The table's Region. Default: the adapter's; inside another, that one's. */
  static regionName: string | undefined;
  /** The table's key attribute: its name where it is a string, else name and type. */
  static primaryKeyName: KeyDeclaration | undefined;
  /** The table's sort key, where it has one: see the option `sortKey` of `DyStore`. Only roots, and shards in a root's table, have one. */
  static sortKeyName: KeyDeclaration | undefined;
  /** What stores the items, where a call names no other. */
  static adapter: Adapter | undefined;
  /** Hooks; those of a call go over them. */
  static configLoader: ConfigLoader | undefined;
  /**
   * Classes that may come back inside, beside those of the fields' defaults, and so on inside these. No others are ever made, and
   * instances of others are refused by `save`. Where subclasses name other classes, its type has to be said:
   * `static override classes = (): readonly ObjectClass[] => [Location]`.
   */
  static classes: (() => readonly ObjectClass[]) | undefined;
  /** Names of fields that are not stored, and not set on load. */
  static ignoreList: readonly string[] | undefined;
  /** Names of fields, or what their names match, that encryption leaves alone. */
  static cryptoIgnorePaths: readonly (string | RegExp)[] | undefined;
  /**
   * Any Standard Schema. Checks an instance's plain form, with the plain forms of what is in it, on save and load; what it makes of that
   * is discarded.
   */
  static schema: StandardSchemaV1 | undefined;
  /** Counts up whenever `migrate` learns something new: a whole number. Default: 0, which is also that of data that says of no class. */
  static version: number | undefined;
  /**
   * Makes of what another version of the class stored what this one would have: called on load, for each instance by itself, with its
   * plain fields, in which inner instances are still as they are stored. Without it the fields of older versions are taken as they are.
   * Newer versions come as well; what returns `undefined` does not take them.
   */
  static migrate: ((old: Record<string, unknown>, fromVersion: number) => object | undefined) | undefined;

  /**
   * The store that holds graphs of this class. What it reads are instances, and `write`, `writePath` and `update` take them.
   *
   * @throws DyStoreError `INVALID` where statics are missing or contradict each other.
   */
  static store<T extends DyObject>(this: ObjectClass<T>, options: ObjectStoreOptions = {}): DyStore<T> {
    return objectStore(this, options, withHooks(this, options).configLoader).store;
  }

  /**
   * Loads an instance.
   *
   * @throws DyStoreError `NOT_FOUND` where there is no graph under the key; `VALIDATION` by the schemas; `INTEGRITY` for a class
   *   that is not reached, or a graph of another class; `NOT_SUPPORTED` for a newer version of a class; and as `DyStore.read`.
   */
  static load<T extends DyObject>(this: ObjectClass<T>, key: KeyValue, options: LoadOptions = {}): Promise<T> {
    return load(this, key, options);
  }

  /** Deletes the graph under a key. @returns `false` where there was none. @throws DyStoreError as `DyStore.delete`. */
  static async delete<T extends DyObject>(
    this: ObjectClass<T>,
    key: KeyValue,
    options: DeleteObjectOptions = {},
  ): Promise<boolean> {
    return objectStore(this, options).store.delete(key, withHooks(this, options));
  }

  /**
   * Saves the instance with all that is in it. Where it was saved or loaded before, shards that did not change are not written, and
   * nobody else's change is overwritten. Where it was deleted before, or its first save ended in `UNKNOWN_OUTCOME`, nothing is: the
   * next save goes under the same key, if that is free. To put a copy under the same key of another store, say `overwrite`.
   *
   * @returns Its key: the option `primaryKey`, else its own field of that name, else that under which it was saved or loaded, else
   *   what the loader's `generatePrimaryKey` gives, else a random UUID.
   * @throws DyStoreError `INVALID`, with class and path, for what cannot be stored, and for a key in a field that is not stored;
   *   `VALIDATION` with the issues of all schemas; `CONFLICT` where somebody saved or deleted it since; and as `DyStore.write`.
   */
  save(options: SaveOptions = {}): Promise<KeyValue> {
    return save(this, options);
  }

  /**
   * Deletes the graph of this instance. Saving it again makes a new one, unless somebody else was faster: `CONFLICT`.
   *
   * @returns `false` where there was none.
   * @throws DyStoreError `INVALID` where its key is not known, or in a field that is not stored; as `DyStore.delete`.
   */
  delete(options: DeleteInstanceOptions = {}): Promise<boolean> {
    return deleteInstance(this, options);
  }
}
