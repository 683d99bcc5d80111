import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map.Entry;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.ObjectDataType;

/**
 * A backend that finds the document of a query such as `{_id, status}` by its id, as MongoDB does. The one it extends uses
 * an index only for a query of nothing but the index's keys, and else reads the whole collection. Documents and keys are
 * kept in formats of their own, for speed.
 */
final class IndexedBackend extends H2Backend {
  IndexedBackend(MVStore store) {
    super(store);
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    return new Database(name);
  }

  private final class Database extends H2Database {
    Database(String name) {
      super(name, getMvStore(), getCursorRegistry());
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
        String collection, String name, List<IndexKey> keys, boolean sparse) {
      String map = getFullCollectionNamespace(collection) + "._index_" + name;
      return new UniqueIndex(open(map, new KeyType(), new ObjectDataType()), name, keys, sparse);
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(
        String collection, CollectionOptions options) {
      // Whoever opens a map first decides how it is kept.
      open("databases." + getFullCollectionNamespace(collection), new ObjectDataType(), new DocumentType());
      return super.openOrCreateCollection(collection, options);
    }

    private <Key, Value> MVMap<Key, Value> open(
        String map, DataType<Key> keys, DataType<Value> values) {
      return getMvStore().openMap(map, new MVMap.Builder<Key, Value>().keyType(keys).valueType(values));
    }
  }

  private static final class UniqueIndex extends AbstractUniqueIndex<Object> {
    private final MVMap<KeyValue, Object> positions;

    UniqueIndex(
        MVMap<KeyValue, Object> positions, String name, List<IndexKey> keys, boolean sparse) {
      super(name, keys, sparse);
      this.positions = positions;
    }

    /** What the query asks beside the keys is checked on the documents that the index finds. */
    @Override
    public boolean canHandle(Document query) {
      Document keysOnly = new Document();
      for (String key : keySet()) {
        if (query.containsKey(key)) keysOnly.put(key, query.get(key));
      }
      return super.canHandle(keysOnly);
    }

    @Override
    protected Object getPosition(KeyValue key) {
      return positions.get(key);
    }

    @Override
    protected boolean putKeyPosition(KeyValue key, Object position) {
      return positions.putIfAbsent(key, Missing.ofNullable(position)) == null;
    }

    @Override
    protected Object removeDocument(KeyValue key) {
      return positions.remove(key);
    }

    @Override
    protected Iterable<Entry<KeyValue, Object>> getIterable() {
      return positions.entrySet();
    }

    @Override
    public long getCount() {
      return positions.sizeAsLong();
    }

    @Override
    public boolean isEmpty() {
      return positions.isEmpty();
    }

    @Override
    public long getDataSize() {
      return getCount();
    }
  }
}
