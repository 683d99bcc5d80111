import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreTool;

/** A MongoDB server on 127.0.0.1 that keeps its data in one file, or in memory when no file is given. */
public final class MongoJava {
  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    MVStore store = args.length > 1 ? openFile(args[1]) : MVStore.open(null);
    MongoServer server = new MongoServer(committing(new IndexedBackend(store), store));
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    try {
      server.bind("127.0.0.1", port);
      System.out.println("MongoJava listens on port " + port);
    } catch (RuntimeException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static MVStore openFile(String file) {
    MVStoreTool.compactCleanUp(file);
    if (Files.exists(Path.of(file))) {
      MVStoreTool.compact(file, false);
    }
    // A commit per reply would let the file grow by 20 KB a write: small compressed pages, their space used again.
    MVStore store =
        new MVStore.Builder().fileName(file).autoCommitDisabled().pageSplitSize(4096).compress().open();
    store.setRetentionTime(0);
    return store;
  }

  /**
   * The backend, with everything a call did or saw written to the file before its reply leaves, so that no
   * acknowledged write is lost when the process is killed.
   */
  private static MongoBackend committing(MongoBackend backend, MVStore store) {
    GroupCommit commits = new GroupCommit(store);
    return (MongoBackend) Proxy.newProxyInstance(
        MongoJava.class.getClassLoader(),
        new Class<?>[] {MongoBackend.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("close")) {
            return method.invoke(backend, arguments);
          }
          commits.enter();
          try {
            return method.invoke(backend, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          } finally {
            commits.leave();
          }
        });
  }
}
