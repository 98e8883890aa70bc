package normflow.cli;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API server of a Kubernetes cluster in this JVM. It keeps objects and tells of their changes;
 * who shows the token of a service account may do what the account's role allows and nothing else.
 */
final class KubernetesApi implements AutoCloseable {

  private static final Pattern OBJECT =
      Pattern.compile("/api/v1/namespaces/[^/]+/(?<kind>[^/?]+)(?:/(?<name>[^?]+))?(?:\\?.*)?");

  /** Which tells of every request. */
  private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

  private final KubernetesMockServer server;
  private final Set<String> used = new ConcurrentSkipListSet<>();
  private final Set<String> refused = new ConcurrentSkipListSet<>();

  /** Starts a server that lets the holder of {@code token} do what {@code role} allows. */
  KubernetesApi(String token, Role role) {
    REQUESTS.setLevel(Level.WARNING);
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Store(token, role), false);
    server.start();
  }

  int port() {
    return server.getPort();
  }

  /** The address, as those of Kubernetes give it. */
  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** A client that may do anything. */
  KubernetesClient client() {
    return server.createClient();
  }

  /** What the holder of the token did, such as {@code create pods}. */
  Set<String> used() {
    return used;
  }

  /** What it wanted to do and may not. */
  Set<String> refused() {
    return refused;
  }

  @Override
  public void close() {
    server.shutdown();
  }

  /** The mock server's objects, with what Spark needs besides. */
  private final class Store extends KubernetesCrudDispatcher {

    private final String bearer;
    private final List<PolicyRule> rules;

    Store(String token, Role role) {
      bearer = "Bearer " + token;
      rules = role.getRules();
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      if (bearer.equals(request.getHeader("Authorization")) && !allowed(request)) {
        return new MockResponse().setResponseCode(403);
      }
      return super.dispatch(request);
    }

    private boolean allowed(RecordedRequest request) {
      Matcher object = OBJECT.matcher(request.getPath());
      if (!object.matches()) {
        refused.add(request.toString());
        return false;
      }
      String verb = verb(request, object.group("name") != null);
      String kind = object.group("kind");
      boolean allowed =
          rules.stream()
              .anyMatch(
                  rule ->
                      rule.getApiGroups().contains("")
                          && rule.getResources().contains(kind)
                          && rule.getVerbs().contains(verb));
      (allowed ? used : refused).add(verb + " " + kind);
      return allowed;
    }

    private static String verb(RecordedRequest request, boolean named) {
      return switch (request.method()) {
        case POST -> "create";
        case PUT -> "update";
        case PATCH -> "patch";
        case DELETE -> named ? "delete" : "deletecollection";
        default -> {
          boolean watch = request.getPath().contains("watch=true");
          yield watch ? "watch" : named ? "get" : "list";
        }
      };
    }

    /** Server-side apply makes an object that is not there. */
    @Override
    public MockResponse handlePatch(RecordedRequest request) {
      if (!String.valueOf(request.getHeader("Content-Type")).contains("apply-patch")) {
        return super.handlePatch(request);
      }
      String folder = request.getPath().replaceFirst("/[^/]+$", "");
      return handleCreate(
          new RecordedRequest(
              request.getHttpVersion(),
              HttpMethod.POST,
              folder,
              request.getHeaders(),
              request.getBody()));
    }

    /** A pod has a state from the start. */
    @Override
    public void processEvent(
        String path,
        AttributeSet attributes,
        AttributeSet before,
        GenericKubernetesResource object,
        String state) {
      String kept = state;
      if (before == null && object != null && object.getKind().equals("Pod")) {
        Pod pod = Serialization.unmarshal(state, Pod.class);
        pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
        kept = Serialization.asJson(pod);
      }
      super.processEvent(path, attributes, before, object, kept);
    }
  }
}
