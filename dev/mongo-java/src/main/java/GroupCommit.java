import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;

/**
 * Commits the store once for all calls that have ended meanwhile. Calls run side by side; a commit waits for those under
 * way, so that no half of an update (the document without its index entry) reaches the file.
 */
final class GroupCommit {
  private final MVStore store;
  private final ReadWriteLock calls = new ReentrantReadWriteLock(true);
  private final Object turn = new Object();
  /** How many commits there were. Changes only while no call is under way. */
  private volatile long commits;

  GroupCommit(MVStore store) {
    this.store = store;
  }

  void enter() {
    calls.readLock().lock();
  }

  /** Ends a call, and returns once everything it did or saw is in the file. */
  void leave() {
    boolean unsaved = store.hasUnsavedChanges();
    long needed = commits + 1;
    calls.readLock().unlock();
    if (!unsaved) return;
    synchronized (turn) {
      if (commits < needed) commit();
    }
  }

  private void commit() {
    calls.writeLock().lock();
    try {
      store.commit();
      commits++;
    } finally {
      calls.writeLock().unlock();
    }
  }
}
