import de.bwaldvogel.mongo.backend.KeyValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ObjectDataType;

/** Keeps the keys of an index value by value. Java's serialization, the default, would be run for each comparison. */
final class KeyType extends BasicDataType<KeyValue> {
  private static final int ESTIMATED_BYTES = 100;

  private final ObjectDataType values = new ObjectDataType();

  @Override
  public int compare(KeyValue one, KeyValue other) {
    for (int index = 0; index < Math.min(one.size(), other.size()); index++) {
      int order = values.compare(one.get(index), other.get(index));
      if (order != 0) return order;
    }
    return Integer.compare(one.size(), other.size());
  }

  @Override
  public int getMemory(KeyValue key) {
    return ESTIMATED_BYTES;
  }

  @Override
  public void write(WriteBuffer into, KeyValue key) {
    into.putVarInt(key.size());
    for (Object value : key) values.write(into, value);
  }

  @Override
  public KeyValue read(ByteBuffer from) {
    int size = DataUtils.readVarInt(from);
    List<Object> read = new ArrayList<>(size);
    for (int index = 0; index < size; index++) read.add(values.read(from));
    return new KeyValue(read);
  }

  @Override
  public KeyValue[] createStorage(int size) {
    return new KeyValue[size];
  }
}
