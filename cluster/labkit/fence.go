package main

import (
	"fmt"
	"os/exec"
	"sort"
	"strings"
	"time"

	v1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

const (
	fenceChain = "LABKIT-FENCE" // which packets are looked at
	apartChain = "LABKIT-APART" // which of them may pass
)

// fence enforces the ingress half of network policies for the pods of this
// node: pod and namespace selectors, address blocks, numbered ports. What it
// doesn't know (named ports, a pod whose address has not been reported yet)
// stays shut. It looks at what comes from pods only: a node's own traffic
// (the kubelet's probes), and what came in by a NodePort, passes.
type fence struct {
	nodes      func() (own string, all []string)
	pods       func() ([]*v1.Pod, error)
	namespaces func() ([]*v1.Namespace, error)
	policies   func() ([]*netv1.NetworkPolicy, error)
}

// runFence keeps the rules as the cluster is; nodes says this node's podCIDR and those of all. The rules outlive it: a
// restart changes nothing until it knows everything again.
func runFence(cs kubernetes.Interface, nodes func() (string, []string), stop chan struct{}) error {
	f := informers.NewSharedInformerFactory(cs, 10*time.Minute)
	pods, spaces, policies := f.Core().V1().Pods(), f.Core().V1().Namespaces(), f.Networking().V1().NetworkPolicies()
	kick := make(chan struct{}, 1)
	poke := func() {
		select {
		case kick <- struct{}{}:
		default:
		}
	}
	h := cache.ResourceEventHandlerFuncs{
		AddFunc: func(interface{}) { poke() }, UpdateFunc: func(_, _ interface{}) { poke() }, DeleteFunc: func(interface{}) { poke() }}
	for _, i := range []cache.SharedIndexInformer{pods.Informer(), spaces.Informer(), policies.Informer()} {
		i.AddEventHandler(h)
	}
	f.Start(stop)
	if !cache.WaitForCacheSync(stop, pods.Informer().HasSynced, spaces.Informer().HasSynced, policies.Informer().HasSynced) {
		return fmt.Errorf("no pods")
	}
	it := fence{
		nodes:      nodes,
		pods:       func() ([]*v1.Pod, error) { return pods.Lister().List(everything) },
		namespaces: func() ([]*v1.Namespace, error) { return spaces.Lister().List(everything) },
		policies:   func() ([]*netv1.NetworkPolicy, error) { return policies.Lister().List(everything) },
	}
	last := ""
	for {
		if rules, err := it.rules(); err != nil {
			logf("fence: %v", err)
		} else if rules != "" && rules != last {
			if err := applyFence(rules); err != nil {
				logf("fence: %v", err)
			} else {
				last = rules
			}
		}
		select {
		case <-kick:
			time.Sleep(20 * time.Millisecond)
		case <-time.After(30 * time.Second):
			last = "" // look again even if nothing changed
		case <-stop:
			return nil
		}
	}
}

// rules is the input of iptables-restore; "" before this node has a podCIDR.
func (f fence) rules() (string, error) {
	own, all := f.nodes()
	if own == "" {
		return "", nil
	}
	pods, err := f.pods()
	if err != nil {
		return "", err
	}
	list, err := f.namespaces()
	if err != nil {
		return "", err
	}
	policies, err := f.policies()
	if err != nil {
		return "", err
	}
	spaces := map[string]labels.Set{}
	for _, n := range list {
		spaces[n.Name] = n.Labels
	}
	var b strings.Builder
	fmt.Fprintf(&b, "*filter\n:%s - [0:0]\n:%s - [0:0]\n", fenceChain, apartChain)
	fmt.Fprintf(&b, "-A %s -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN\n-A %s ! -d %s -j RETURN\n", fenceChain, fenceChain, own)
	for _, c := range all {
		fmt.Fprintf(&b, "-A %s -s %s -j %s\n", fenceChain, c, apartChain)
	}
	sort.Slice(pods, func(i, j int) bool { return pods[i].Status.PodIP < pods[j].Status.PodIP })
	for _, p := range pods {
		if hasAddress(p) && within(p.Status.PodIP, own) {
			f.pod(&b, p, pods, spaces, policies)
		}
	}
	// Whoever has the address, it was not reported yet.
	fmt.Fprintf(&b, "-A %s -j DROP\nCOMMIT\n", apartChain)
	return b.String(), nil
}

// pod writes who may reach one pod.
func (f fence) pod(b *strings.Builder, p *v1.Pod, pods []*v1.Pod, spaces map[string]labels.Set, policies []*netv1.NetworkPolicy) {
	to := fmt.Sprintf("-A %s -d %s", apartChain, p.Status.PodIP)
	isolated := false
	allowed := map[string]bool{}
	for _, n := range policies {
		if n.Namespace != p.Namespace || !forIngress(n) || !matches(&n.Spec.PodSelector, p.Labels) {
			continue
		}
		isolated = true
		for _, r := range n.Spec.Ingress {
			ports, known := portMatches(r.Ports)
			if !known {
				continue
			}
			for _, s := range sources(n.Namespace, r.From, pods, spaces) {
				for _, m := range ports {
					allowed[s+m] = true
				}
			}
		}
	}
	if !isolated {
		fmt.Fprintf(b, "%s -j RETURN\n", to)
		return
	}
	var lines []string
	for a := range allowed {
		lines = append(lines, a)
	}
	sort.Strings(lines)
	for _, a := range lines {
		fmt.Fprintf(b, "%s%s -j RETURN\n", to, a)
	}
	fmt.Fprintf(b, "%s -j DROP\n", to)
}

// sources are the matches of all whom one rule lets in.
func sources(namespace string, from []netv1.NetworkPolicyPeer, pods []*v1.Pod, spaces map[string]labels.Set) []string {
	if len(from) == 0 {
		return []string{""}
	}
	var found []string
	for _, peer := range from {
		if peer.IPBlock != nil {
			if len(peer.IPBlock.Except) == 0 {
				found = append(found, " -s "+peer.IPBlock.CIDR)
			}
			continue
		}
		for _, p := range pods {
			if !hasAddress(p) {
				continue
			}
			space := p.Namespace == namespace
			if peer.NamespaceSelector != nil {
				labels, known := spaces[p.Namespace]
				space = known && matches(peer.NamespaceSelector, labels)
			}
			if space && (peer.PodSelector == nil || matches(peer.PodSelector, p.Labels)) {
				found = append(found, " -s "+p.Status.PodIP)
			}
		}
	}
	return found
}

// portMatches are the matches of a rule's ports; false when one can't be told here.
func portMatches(ports []netv1.NetworkPolicyPort) ([]string, bool) {
	if len(ports) == 0 {
		return []string{""}, true
	}
	var found []string
	for _, p := range ports {
		protocol := "tcp"
		if p.Protocol != nil {
			protocol = strings.ToLower(string(*p.Protocol))
		}
		switch {
		case p.Port == nil:
			found = append(found, " -p "+protocol)
		case p.Port.IntValue() > 0:
			found = append(found, fmt.Sprintf(" -p %s --dport %d", protocol, p.Port.IntValue()))
		default:
			return nil, false
		}
	}
	return found, true
}

func forIngress(n *netv1.NetworkPolicy) bool {
	for _, t := range n.Spec.PolicyTypes {
		if t == netv1.PolicyTypeIngress {
			return true
		}
	}
	return len(n.Spec.PolicyTypes) == 0
}

// matches is false for a selector that can't be read: it lets nobody in.
func matches(s *metav1.LabelSelector, of labels.Set) bool {
	selector, err := metav1.LabelSelectorAsSelector(s)
	return err == nil && selector.Matches(of)
}

// hasAddress is whether a pod has an address of its own, and still.
func hasAddress(p *v1.Pod) bool {
	return p.Status.PodIP != "" && !p.Spec.HostNetwork && p.Status.Phase != v1.PodSucceeded && p.Status.Phase != v1.PodFailed
}

func applyFence(rules string) error {
	cmd := exec.Command("iptables-restore", "--wait", "5", "--noflush")
	cmd.Stdin = strings.NewReader(rules)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %s", err, out)
	}
	jump := []string{"FORWARD", "-m", "comment", "--comment", "labkit: network policies", "-j", fenceChain}
	if exec.Command("iptables", append([]string{"-w", "5", "-C"}, jump...)...).Run() == nil {
		return nil
	}
	// First: kube-proxy's own rules accept what they have marked.
	out, err := exec.Command("iptables", append([]string{"-w", "5", "-I"}, jump...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%v: %s", err, out)
	}
	return nil
}
